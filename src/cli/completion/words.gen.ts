// Written by scripts/generate-pages.ts from the records of the commands and the registry of providers.
import type { Completes, Flags } from '../flag.ts';

export const PROVIDERS: readonly string[] = [
  'cloudflare',
  'godaddy',
  'porkbun',
  'powerdns',
  'rfc2136',
  'route53',
  'value-domain',
  'zonefile',
];

export const WORDS: {
  readonly [command: string]: { readonly args: readonly (Completes | '')[]; readonly flags: Flags };
} = {
  'accounts add': {
    args: ['provider'],
    flags: {
      name: {
        type: 'string',
        value: 'NAME',
        description: 'what to call the account; the provider when omitted',
      },
      browser: {
        type: 'boolean',
        description: 'approve a new credential in the browser, where the provider offers that',
      },
      endpoint: { type: 'string', value: 'URL', description: 'address, base URL or folder' },
      zone: {
        type: 'list',
        value: 'NAME',
        description: 'zone of the account, where the provider cannot list them',
        completes: 'zone',
      },
      setting: { type: 'list', value: 'KEY=VALUE', description: 'setting of the provider' },
      'credential-command': {
        type: 'string',
        value: 'COMMAND',
        description: 'command that prints the secret as JSON, run without a shell',
      },
      'from-env': {
        type: 'boolean',
        description: "take the secret from the provider's environment variables at each use",
      },
      'insecure-storage': {
        type: 'boolean',
        description: 'keep the secret in an encrypted file instead of the keychain',
      },
      'no-test': { type: 'boolean', description: 'keep the account without trying it' },
    },
  },
  'accounts capabilities': { args: ['account'], flags: {} },
  'accounts get': { args: ['account'], flags: {} },
  'accounts list': { args: [], flags: {} },
  'accounts remove': { args: ['account'], flags: {} },
  'accounts test': { args: ['account'], flags: {} },
  'accounts update': {
    args: ['account'],
    flags: {
      'new-secret': { type: 'boolean', description: 'read a new secret from stdin or ask for it' },
      endpoint: { type: 'string', value: 'URL', description: 'address, base URL or folder' },
      zone: {
        type: 'list',
        value: 'NAME',
        description: 'zone of the account, where the provider cannot list them',
        completes: 'zone',
      },
      setting: { type: 'list', value: 'KEY=VALUE', description: 'setting of the provider' },
      'credential-command': {
        type: 'string',
        value: 'COMMAND',
        description: 'command that prints the secret as JSON, run without a shell',
      },
      'from-env': {
        type: 'boolean',
        description: "take the secret from the provider's environment variables at each use",
      },
      'insecure-storage': {
        type: 'boolean',
        description: 'keep the secret in an encrypted file instead of the keychain',
      },
      'no-test': { type: 'boolean', description: 'keep the account without trying it' },
    },
  },
  'alias delete': {
    args: [''],
    flags: { project: { type: 'boolean', description: 'take it out of the project file' } },
  },
  'alias list': { args: [], flags: {} },
  'alias set': {
    args: ['', ''],
    flags: { project: { type: 'boolean', description: 'write it into the project file' } },
  },
  'alias trust': { args: [], flags: {} },
  api: {
    args: ['', ''],
    flags: {
      'raw-field': {
        type: 'list',
        short: 'f',
        value: 'NAME=VALUE',
        description: 'field whose value is text',
      },
      field: {
        type: 'list',
        short: 'F',
        value: 'NAME=VALUE',
        description: 'field whose value is true, false, null, a number, @FILE, - for stdin, or text',
      },
      header: { type: 'list', short: 'H', value: 'NAME:VALUE', description: 'header of the request' },
      input: { type: 'string', value: 'FILE', completes: 'file', description: 'body; - for stdin' },
      paginate: { type: 'boolean', description: 'ask for all pages, and print their items as one list' },
      include: { type: 'boolean', short: 'i', description: 'print status and headers of the answer too' },
      silent: { type: 'boolean', description: 'print nothing of the answer' },
    },
  },
  'api-keys create': {
    args: [''],
    flags: {
      scope: {
        type: 'list',
        value: 'SCOPE',
        description: 'what it may do: zones:read, zones:write, …; write holds read',
      },
      only: {
        type: 'list',
        value: '[ACCOUNT/]ZONE[:read]',
        description: 'bind to these zones, `*` for any run of characters',
      },
      days: { type: 'integer', value: 'N', description: 'days until it ends; without it never' },
    },
  },
  'api-keys delete': { args: [''], flags: {} },
  'api-keys list': {
    args: [],
    flags: { all: { type: 'boolean', description: 'show those that were ended too' } },
  },
  apply: {
    args: ['file'],
    flags: {
      'dry-run': { type: 'boolean', short: 'n', description: 'print the plan and write nothing' },
      'allow-deletes': {
        type: 'integer',
        value: 'N',
        description: 'let deletion guards pass for at most so many records',
      },
      wait: {
        type: 'boolean',
        description: 'wait until every authoritative server answers with what was written; see --timeout',
      },
    },
  },
  'approvals approve': {
    args: [''],
    flags: { reason: { type: 'string', value: 'TEXT', description: 'what whoever asked should know' } },
  },
  'approvals get': { args: [''], flags: {} },
  'approvals list': {
    args: [],
    flags: { all: { type: 'boolean', description: 'show those that were decided, used or expired too' } },
  },
  'approvals reject': {
    args: [''],
    flags: { reason: { type: 'string', value: 'TEXT', description: 'what whoever asked should know' } },
  },
  'approvals rules create': {
    args: [''],
    flags: {
      account: {
        type: 'string',
        value: 'PATTERN',
        description: 'only at these accounts',
        completes: 'account',
      },
      zone: {
        type: 'string',
        value: 'PATTERN',
        description: 'only in these zones or domains',
        completes: 'zone',
      },
      hours: { type: 'integer', value: 'N', description: 'how long a request is open; 24 when omitted' },
    },
  },
  'approvals rules delete': { args: [''], flags: {} },
  'approvals rules list': { args: [], flags: {} },
  'audit get': { args: [''], flags: {} },
  'audit list': {
    args: [],
    flags: { after: { type: 'integer', value: 'N', description: 'only entries behind this number' } },
  },
  'audit verify': { args: [], flags: {} },
  'auth login': {
    args: [],
    flags: {
      host: {
        type: 'string',
        value: 'URL',
        description: 'address of the control plane; the setting host when omitted',
      },
      'no-browser': { type: 'boolean', description: 'print the page without opening it' },
      'non-interactive': { type: 'boolean', description: 'print page and code, and end' },
      complete: { type: 'boolean', description: 'complete a login that was begun with --non-interactive' },
      'with-token': { type: 'boolean', description: 'read the token from stdin' },
      'insecure-storage': {
        type: 'boolean',
        description: 'keep the login in an encrypted file instead of the keychain',
      },
      organization: {
        type: 'string',
        value: 'NAME',
        description: 'with a one-time token: name of the organization',
      },
      name: { type: 'string', value: 'NAME', description: 'with a one-time token: your name' },
      email: { type: 'string', value: 'ADDRESS', description: 'with a one-time token: your e-mail address' },
    },
  },
  'auth logout': {
    args: [],
    flags: {
      host: { type: 'string', value: 'URL', description: 'another control plane than the usual one' },
    },
  },
  'auth refresh': {
    args: [],
    flags: {
      host: { type: 'string', value: 'URL', description: 'another control plane than the usual one' },
    },
  },
  'auth status': {
    args: [],
    flags: {
      host: { type: 'string', value: 'URL', description: 'another control plane than the usual one' },
    },
  },
  'auth switch': { args: [''], flags: {} },
  'auth token': {
    args: [],
    flags: {
      host: { type: 'string', value: 'URL', description: 'another control plane than the usual one' },
    },
  },
  'certs account create': {
    args: [''],
    flags: {
      email: { type: 'list', value: 'ADDRESS', description: 'where the CA may write' },
      'eab-key-id': { type: 'string', value: 'ID', description: 'key id that the CA gave out' },
      'eab-hmac-key-file': {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read the HMAC key from a file; - is stdin',
      },
      'agree-terms': { type: 'boolean', description: "agree to the CA's terms of service" },
    },
  },
  'certs account delete': {
    args: [''],
    flags: { forget: { type: 'boolean', description: 'only forget it here; the CA is not asked' } },
  },
  'certs account get': { args: [''], flags: {} },
  'certs account list': { args: [], flags: {} },
  'certs account roll-key': { args: [''], flags: {} },
  'certs account update': {
    args: [''],
    flags: {
      email: { type: 'list', value: 'ADDRESS', description: 'where the CA may write; none when omitted' },
    },
  },
  'certs ca create': {
    args: [],
    flags: {
      permit: {
        type: 'list',
        value: 'NAME',
        description: 'domain or network that it may sign for; any where none is given',
      },
      replace: { type: 'boolean', description: 'make another in the place of the one that is there' },
    },
  },
  'certs ca export': { args: [], flags: {} },
  'certs ca get': { args: [''], flags: {} },
  'certs ca list': { args: [], flags: {} },
  'certs ca trust': {
    args: [],
    flags: {
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would be done and do nothing' },
    },
  },
  'certs ca untrust': {
    args: [],
    flags: {
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would be done and do nothing' },
    },
  },
  'certs challenge set': { args: ['', ''], flags: {} },
  'certs challenge unset': { args: ['', ''], flags: {} },
  'certs check': {
    args: ['domain'],
    flags: {
      within: {
        type: 'string',
        value: 'DAYS',
        description: 'days before the end that count as near; a third of its life when omitted',
      },
      connect: {
        type: 'string',
        value: 'ADDRESS',
        description: "connect there instead of to the host's own address",
      },
    },
  },
  'certs delegate': {
    args: ['domain'],
    flags: {
      wildcard: { type: 'boolean', description: 'a certificate for all names one label below, too' },
      'drop-names': { type: 'boolean', description: 'leave out the wildcard that was asked for before' },
      ca: { type: 'list', value: 'CA', description: 'name or directory URL; given again, the next to try' },
      'cert-profile': {
        type: 'string',
        value: 'NAME',
        description: 'profile of the CA, such as shortlived; no other will do',
      },
      'key-type': {
        type: 'string',
        value: 'TYPE',
        choices: ['ec256', 'ec384', 'rsa2048', 'rsa3072', 'rsa4096'],
        description: 'kind of key; ec256 when omitted',
      },
      csr: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'certificate signing request made elsewhere, whose key stays there; - is stdin',
      },
      email: {
        type: 'list',
        value: 'ADDRESS',
        description: 'where the CA may write, if an account must be opened',
      },
      'no-issue': {
        type: 'boolean',
        description: 'give the target only; another program gets the certificate',
      },
      apply: { type: 'boolean', description: 'set the CNAME by the account that serves the zone' },
      'agree-terms': { type: 'boolean', description: "agree to the CA's terms of service" },
    },
  },
  'certs delegation delete': { args: ['domain'], flags: {} },
  'certs delegation get': { args: ['domain'], flags: {} },
  'certs delegation list': { args: [], flags: {} },
  'certs delete': { args: ['domain'], flags: {} },
  'certs delivery create': {
    args: ['domain', '', 'file'],
    flags: {
      'password-file': {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'pkcs12: where its password is read, at each renewal too',
      },
      kubeconfig: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'kubernetes: apply it through the API',
      },
      'kube-context': {
        type: 'string',
        value: 'NAME',
        description: 'kubernetes: another than the current one',
      },
      namespace: {
        type: 'list',
        value: 'NAMESPACE',
        description: 'kubernetes, sealed-secret: where the Secret goes',
      },
      secret: { type: 'string', value: 'NAME', description: 'its name; of the certificate when omitted' },
      'controller-cert': {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'sealed-secret: what `kubeseal --fetch-cert` printed',
      },
      'hook-timeout': {
        type: 'duration',
        value: 'TIME',
        description: 'hook: how long the program may take; 60s when omitted',
      },
    },
  },
  'certs delivery delete': { args: ['domain', ''], flags: {} },
  'certs delivery list': { args: ['domain'], flags: {} },
  'certs delivery run': {
    args: ['domain'],
    flags: { again: { type: 'boolean', description: 'also what is there already' } },
  },
  'certs download': {
    args: ['domain'],
    flags: {
      dir: {
        type: 'string',
        value: 'DIR',
        completes: 'file',
        description: 'folder; the name of the certificate when omitted',
      },
    },
  },
  'certs get': { args: ['domain'], flags: {} },
  'certs issue': {
    args: ['domain'],
    flags: {
      ca: { type: 'list', value: 'CA', description: 'name or directory URL; given again, the next to try' },
      name: { type: 'string', value: 'NAME', description: 'what to call it; the first name when omitted' },
      'cert-profile': {
        type: 'string',
        value: 'NAME',
        description: 'profile of the CA, such as shortlived; no other will do',
      },
      'prefer-cert-profile': { type: 'string', value: 'NAME', description: 'the same, and another will do' },
      'key-type': {
        type: 'string',
        value: 'TYPE',
        choices: ['ec256', 'ec384', 'rsa2048', 'rsa3072', 'rsa4096'],
        description: 'kind of key; ec256 when omitted',
      },
      challenge: {
        type: 'string',
        value: 'KIND',
        choices: ['dns-01', 'dns-account-01', 'dns-persist-01'],
        description: 'how names are proven; dns-01 when omitted. dns-persist-01 leaves its record there',
      },
      'reuse-key': { type: 'boolean', description: 'keep the key at renewals' },
      'preferred-chain': {
        type: 'string',
        value: 'CN',
        description: 'chain whose last certificate this issuer signed',
      },
      'renew-before': {
        type: 'duration',
        value: 'TIME',
        description: 'renew so long before its end, whatever the CA says: 240h',
      },
      csr: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'certificate signing request made elsewhere; - is stdin',
      },
      email: {
        type: 'list',
        value: 'ADDRESS',
        description: 'where the CA may write, if an account must be opened',
      },
      deliver: {
        type: 'list',
        value: 'KIND=WHERE',
        description: 'put it there now and after each renewal: files=DIR, nginx=FILE, hook=PROGRAM',
      },
      force: { type: 'boolean', description: 'issue anew what is there and in force' },
      'drop-names': { type: 'boolean', description: 'leave out names of the certificate that is in use' },
      'agree-terms': { type: 'boolean', description: "agree to the CA's terms of service" },
    },
  },
  'certs list': { args: [], flags: {} },
  'certs renew': {
    args: ['domain'],
    flags: {
      force: { type: 'boolean', description: 'renew what is not due' },
      days: { type: 'integer', value: 'DAYS', description: 'renew too what ends within so many days' },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'certs revoke': {
    args: ['domain'],
    flags: {
      reason: {
        type: 'string',
        value: 'REASON',
        choices: ['unspecified', 'key-compromise', 'superseded', 'cessation-of-operation'],
        description: 'why; unspecified when omitted',
      },
    },
  },
  'certs schedule install': {
    args: [],
    flags: {
      kind: {
        type: 'string',
        value: 'KIND',
        choices: ['systemd', 'launchd', 'task-scheduler', 'cron'],
        description: 'what runs it; what this machine has when omitted',
      },
      system: {
        type: 'boolean',
        description: 'for the machine, and not only while this user is logged in; so it is for root',
      },
      every: { type: 'duration', value: 'TIME', description: 'how often: 1m, 15m, 1h, 6h; 1h when omitted' },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would be done and do nothing' },
    },
  },
  'certs schedule remove': {
    args: [],
    flags: {
      kind: {
        type: 'string',
        value: 'KIND',
        choices: ['systemd', 'launchd', 'task-scheduler', 'cron'],
        description: 'what runs it; what this machine has when omitted',
      },
      system: {
        type: 'boolean',
        description: 'for the machine, and not only while this user is logged in; so it is for root',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would be done and do nothing' },
    },
  },
  'certs schedule status': {
    args: [],
    flags: {
      kind: {
        type: 'string',
        value: 'KIND',
        choices: ['systemd', 'launchd', 'task-scheduler', 'cron'],
        description: 'what runs it; what this machine has when omitted',
      },
      system: {
        type: 'boolean',
        description: 'for the machine, and not only while this user is logged in; so it is for root',
      },
    },
  },
  'certs verify': { args: ['domain'], flags: {} },
  'completion bash': { args: [], flags: {} },
  'completion fish': { args: [], flags: {} },
  'completion install': { args: [''], flags: {} },
  'completion powershell': { args: [], flags: {} },
  'completion zsh': { args: [], flags: {} },
  'config edit': { args: [], flags: {} },
  'config get': { args: [''], flags: {} },
  'config list': {
    args: [],
    flags: { 'show-origin': { type: 'boolean', description: 'show where each comes from' } },
  },
  'config path': { args: [], flags: {} },
  'config set': { args: ['', ''], flags: {} },
  'config unset': { args: [''], flags: {} },
  'dns create': {
    args: ['zone', 'name', 'type', ''],
    flags: {
      ttl: {
        type: 'integer',
        value: 'SECONDS',
        description: 'time to live; that of the present records, or 3600, when omitted',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'print the plan and write nothing' },
      'allow-deletes': {
        type: 'integer',
        value: 'N',
        description: 'let deletion guards pass for at most so many records',
      },
      wait: {
        type: 'boolean',
        description: 'wait until every authoritative server answers with what was written; see --timeout',
      },
    },
  },
  'dns delete': {
    args: ['zone', 'name', 'type', ''],
    flags: {
      'dry-run': { type: 'boolean', short: 'n', description: 'print the plan and write nothing' },
      'allow-deletes': {
        type: 'integer',
        value: 'N',
        description: 'let deletion guards pass for at most so many records',
      },
      wait: {
        type: 'boolean',
        description: 'wait until every authoritative server answers with what was written; see --timeout',
      },
    },
  },
  'dns export': {
    args: ['zone'],
    flags: {
      format: {
        type: 'string',
        value: 'FORMAT',
        choices: ['zone', 'yaml'],
        description: 'master file, or YAML in octoDNS layout',
      },
      out: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'write to a file instead of stdout',
      },
      all: { type: 'boolean', description: 'every zone of every account, into --dir' },
      dir: { type: 'string', value: 'FOLDER', completes: 'file', description: 'folder for --all' },
    },
  },
  'dns get': { args: ['zone', 'name', 'type'], flags: {} },
  'dns import': {
    args: ['zone', 'file'],
    flags: {
      replace: { type: 'boolean', description: 'make the zone exactly what the file says' },
      'only-new': { type: 'boolean', description: 'leave records alone whose name and type exist' },
      'dry-run': { type: 'boolean', short: 'n', description: 'print the plan and write nothing' },
      'allow-deletes': {
        type: 'integer',
        value: 'N',
        description: 'let deletion guards pass for at most so many records',
      },
    },
  },
  'dns list': {
    args: ['zone'],
    flags: {
      type: { type: 'list', value: 'TYPE', completes: 'type', description: 'only this type' },
      name: {
        type: 'string',
        value: 'NAME',
        completes: 'name',
        description: 'only this owner name; * stands for anything',
      },
      value: { type: 'string', value: 'TEXT', description: 'only data that match; * stands for anything' },
    },
  },
  'dns query': {
    args: ['', 'type'],
    flags: {
      parent: {
        type: 'boolean',
        description: 'ask the servers of the parent zone too: the delegation, and the DS',
      },
      server: {
        type: 'list',
        value: 'NAME[=ADDRESS]',
        description: 'ask this server instead of those of the zone',
      },
      resolvers: {
        type: 'list',
        value: 'ADDRESS',
        description: 'ask this resolver too: an address, or an https:// URL',
      },
      zone: {
        type: 'string',
        value: 'ZONE',
        completes: 'zone',
        description: 'zone that the name lies in, when an account of yours serves it',
      },
    },
  },
  'dns set': {
    args: ['zone', 'name', 'type', ''],
    flags: {
      ttl: {
        type: 'integer',
        value: 'SECONDS',
        description: 'time to live; that of the present records, or 3600, when omitted',
      },
      extra: {
        type: 'list',
        value: 'KEY=VALUE',
        description:
          'what the provider keeps beside the records (proxied=true, comment=text); the others stay; `regctl help PROVIDER` names them',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'print the plan and write nothing' },
      'allow-deletes': {
        type: 'integer',
        value: 'N',
        description: 'let deletion guards pass for at most so many records',
      },
      wait: {
        type: 'boolean',
        description: 'wait until every authoritative server answers with what was written; see --timeout',
      },
    },
  },
  'dns update': {
    args: ['zone', 'name', 'type'],
    flags: {
      ttl: { type: 'integer', value: 'SECONDS', description: 'new time to live' },
      from: { type: 'string', value: 'VALUE', description: 'value to exchange' },
      to: { type: 'string', value: 'VALUE', description: 'value to put in its place' },
      extra: {
        type: 'list',
        value: 'KEY=VALUE',
        description:
          'what the provider keeps beside the records (proxied=true, comment=text); the others stay; `regctl help PROVIDER` names them',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'print the plan and write nothing' },
      'allow-deletes': {
        type: 'integer',
        value: 'N',
        description: 'let deletion guards pass for at most so many records',
      },
      wait: {
        type: 'boolean',
        description: 'wait until every authoritative server answers with what was written; see --timeout',
      },
    },
  },
  'dns wait': {
    args: ['zone', 'name', 'type', ''],
    flags: {
      resolvers: {
        type: 'list',
        value: 'ADDRESS',
        description: 'ask this resolver too: an address, or an https:// URL',
      },
    },
  },
  doctor: {
    args: [],
    flags: { offline: { type: 'boolean', description: 'leave out what needs the network' } },
  },
  'domains adopt': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
    },
  },
  'domains auth-code': { args: ['domain'], flags: {} },
  'domains autorenew off': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains autorenew on': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains check': {
    args: [''],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
    },
  },
  'domains contacts get': { args: ['domain'], flags: {} },
  'domains contacts set': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      contacts: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'YAML or JSON with the contacts',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains contacts verify': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains dnssec disable': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains dnssec enable': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains dnssec get': { args: ['domain'], flags: {} },
  'domains dnssec sync': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains expiring': {
    args: [],
    flags: {
      within: { type: 'string', value: 'DAYS', description: 'how far to look ahead; 30d when omitted' },
      unrenewed: { type: 'boolean', description: 'leave out what the registrar renews by itself' },
    },
  },
  'domains get': { args: ['domain'], flags: {} },
  'domains glue delete': {
    args: ['domain', ''],
    flags: {
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains glue list': { args: ['domain'], flags: {} },
  'domains glue set': {
    args: ['domain', '', ''],
    flags: {
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains list': {
    args: [],
    flags: {
      expiring: {
        type: 'string',
        value: 'DAYS',
        description: 'only those that expire within so many days: 60d',
      },
      tld: { type: 'string', value: 'TLD', description: 'only those under this extension' },
    },
  },
  'domains lock': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains ns get': { args: ['domain'], flags: {} },
  'domains ns reset': {
    args: ['domain'],
    flags: {
      'allow-faults': {
        type: 'integer',
        value: 'N',
        description: 'delegate although the new servers have at most so many faults',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'check the new servers and change nothing' },
    },
  },
  'domains ns set': {
    args: ['domain', ''],
    flags: {
      'allow-faults': {
        type: 'integer',
        value: 'N',
        description: 'delegate although the new servers have at most so many faults',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'check the new servers and change nothing' },
    },
  },
  'domains price': {
    args: [''],
    flags: {
      tld: { type: 'string', value: 'TLDS', description: 'extensions, separated by commas' },
      years: { type: 'integer', value: 'N', description: 'years of the total; 5 when omitted' },
      currency: { type: 'string', value: 'CODE', description: 'show amounts in this currency' },
      rate: { type: 'list', value: 'CODE=RATE', description: 'units of --currency for one unit of CODE' },
      prices: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'price list for registrars whose API names none',
      },
      refresh: { type: 'boolean', description: 'ask the registrars though their prices of today are known' },
    },
  },
  'domains privacy off': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains privacy on': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains register': {
    args: [''],
    flags: {
      years: { type: 'integer', value: 'N', description: 'years; the least that is sold when omitted' },
      'max-price': {
        type: 'string',
        value: 'AMOUNT',
        description: 'refuse to pay more for a name: 12.50, or 12.50 USD',
      },
      'any-price': {
        type: 'boolean',
        description: 'buy though the registrar names no price, or whatever it is',
      },
      'accept-terms': { type: 'boolean', description: 'agree to what the registrar wants to be agreed to' },
      'idempotency-key': {
        type: 'string',
        value: 'KEY',
        description: 'the same key never buys twice, also after a crash',
      },
      wait: { type: 'boolean', description: 'wait until the registrar is done' },
      'dry-run': { type: 'boolean', short: 'n', description: 'print the quote and buy nothing' },
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      contacts: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'YAML or JSON with the contacts',
      },
      nameserver: {
        type: 'list',
        value: 'NAME',
        description: "name server; the registrar's own when omitted",
      },
      'no-privacy': { type: 'boolean', description: 'show the contacts to everybody' },
      'auto-renew': { type: 'boolean', description: 'let the registrar renew it by itself' },
    },
  },
  'domains renew': {
    args: ['domain'],
    flags: {
      years: { type: 'integer', value: 'N', description: 'years; the least that is sold when omitted' },
      'max-price': {
        type: 'string',
        value: 'AMOUNT',
        description: 'refuse to pay more for a name: 12.50, or 12.50 USD',
      },
      'any-price': {
        type: 'boolean',
        description: 'buy though the registrar names no price, or whatever it is',
      },
      'accept-terms': { type: 'boolean', description: 'agree to what the registrar wants to be agreed to' },
      'idempotency-key': {
        type: 'string',
        value: 'KEY',
        description: 'the same key never buys twice, also after a crash',
      },
      wait: { type: 'boolean', description: 'wait until the registrar is done' },
      'dry-run': { type: 'boolean', short: 'n', description: 'print the quote and buy nothing' },
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
    },
  },
  'domains search': {
    args: [''],
    flags: {
      tld: { type: 'string', value: 'TLDS', description: 'extensions, separated by commas' },
      all: { type: 'boolean', description: 'show taken names too' },
    },
  },
  'domains transfer approve': {
    args: ['domain'],
    flags: {
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains transfer cancel': {
    args: ['domain'],
    flags: {
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  'domains transfer start': {
    args: [''],
    flags: {
      years: { type: 'integer', value: 'N', description: 'years; the least that is sold when omitted' },
      'max-price': {
        type: 'string',
        value: 'AMOUNT',
        description: 'refuse to pay more for a name: 12.50, or 12.50 USD',
      },
      'any-price': {
        type: 'boolean',
        description: 'buy though the registrar names no price, or whatever it is',
      },
      'accept-terms': { type: 'boolean', description: 'agree to what the registrar wants to be agreed to' },
      'idempotency-key': {
        type: 'string',
        value: 'KEY',
        description: 'the same key never buys twice, also after a crash',
      },
      wait: { type: 'boolean', description: 'wait until the registrar is done' },
      'dry-run': { type: 'boolean', short: 'n', description: 'print the quote and buy nothing' },
      'auth-code-file': {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read the auth code from a file; - is stdin',
      },
      contacts: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'YAML or JSON with the contacts',
      },
      nameserver: {
        type: 'list',
        value: 'NAME',
        description: 'name server afterwards; the present ones when omitted',
      },
      'allow-faults': {
        type: 'integer',
        value: 'N',
        description: 'go on although the new name servers have at most so many faults',
      },
      'no-privacy': { type: 'boolean', description: 'show the contacts to everybody' },
      'auto-renew': { type: 'boolean', description: 'let the registrar renew it by itself' },
    },
  },
  'domains transfer status': { args: [''], flags: {} },
  'domains unlock': {
    args: ['domain'],
    flags: {
      file: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'read names from a file, one a line; - is stdin',
      },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
    },
  },
  drift: { args: ['zone'], flags: { summary: { type: 'boolean', description: 'one line for each zone' } } },
  'extensions install': {
    args: ['file'],
    flags: {
      ref: {
        type: 'string',
        value: 'REF',
        description: 'branch, tag or commit; the default branch when omitted',
      },
      digest: { type: 'string', value: 'SHA256', description: 'refuse it when its digest is another' },
      'dry-run': { type: 'boolean', short: 'n', description: 'read it, show what it is and install nothing' },
    },
  },
  'extensions list': { args: [], flags: {} },
  'extensions remove': {
    args: [''],
    flags: { 'dry-run': { type: 'boolean', short: 'n', description: 'take nothing away' } },
  },
  'extensions upgrade': {
    args: [''],
    flags: {
      all: { type: 'boolean', description: 'all of them' },
      'dry-run': { type: 'boolean', short: 'n', description: 'read what there is and change nothing' },
    },
  },
  fmt: {
    args: ['file'],
    flags: {
      check: { type: 'boolean', description: 'write nothing; exit 3 where a file would change' },
      zone: {
        type: 'string',
        value: 'ZONE',
        completes: 'zone',
        description: 'zone of the files, where neither project, $ORIGIN nor file name tells it',
      },
    },
  },
  help: { args: [''], flags: {} },
  'hostnames check': {
    args: [''],
    flags: {
      zone: {
        type: 'string',
        value: 'ZONE',
        completes: 'zone',
        description: 'zone that serves them; needed only where the account has several',
      },
      server: {
        type: 'list',
        value: 'NAME[=ADDRESS]',
        description: 'ask this server instead of those of the zone',
      },
      resolvers: {
        type: 'list',
        value: 'ADDRESS',
        description: 'ask this resolver too: an address, or an https:// URL',
      },
    },
  },
  'hostnames create': {
    args: [''],
    flags: {
      zone: {
        type: 'string',
        value: 'ZONE',
        completes: 'zone',
        description: 'zone that serves them; needed only where the account has several',
      },
      method: {
        type: 'string',
        value: 'METHOD',
        choices: ['http', 'txt', 'email'],
        description: 'what the certificate authority checks; http, and txt with --wildcard',
      },
      wildcard: { type: 'boolean', description: 'a certificate for all names one label below, too' },
      ca: {
        type: 'string',
        value: 'CA',
        description: 'certificate authority: google, lets_encrypt, ssl_com',
      },
      origin: {
        type: 'string',
        value: 'NAME',
        description: 'an origin of its own in the zone, instead of the fallback origin',
      },
      wait: {
        type: 'boolean',
        description: 'wait until it is in use, 10 minutes unless --timeout says otherwise',
      },
    },
  },
  'hostnames delete': {
    args: [''],
    flags: {
      zone: {
        type: 'string',
        value: 'ZONE',
        completes: 'zone',
        description: 'zone that serves them; needed only where the account has several',
      },
    },
  },
  'hostnames fallback get': {
    args: [],
    flags: {
      zone: {
        type: 'string',
        value: 'ZONE',
        completes: 'zone',
        description: 'zone that serves them; needed only where the account has several',
      },
    },
  },
  'hostnames fallback set': {
    args: [''],
    flags: {
      zone: {
        type: 'string',
        value: 'ZONE',
        completes: 'zone',
        description: 'zone that serves them; needed only where the account has several',
      },
      wait: {
        type: 'boolean',
        description: 'wait until it is in use, 10 minutes unless --timeout says otherwise',
      },
    },
  },
  'hostnames get': {
    args: [''],
    flags: {
      zone: {
        type: 'string',
        value: 'ZONE',
        completes: 'zone',
        description: 'zone that serves them; needed only where the account has several',
      },
    },
  },
  'hostnames list': {
    args: [],
    flags: {
      zone: {
        type: 'string',
        value: 'ZONE',
        completes: 'zone',
        description: 'zone that serves them; needed only where the account has several',
      },
    },
  },
  'hostnames refresh': {
    args: [''],
    flags: {
      zone: {
        type: 'string',
        value: 'ZONE',
        completes: 'zone',
        description: 'zone that serves them; needed only where the account has several',
      },
      method: {
        type: 'string',
        value: 'METHOD',
        choices: ['http', 'txt', 'email'],
        description: 'what the certificate authority checks from now on',
      },
      wait: {
        type: 'boolean',
        description: 'wait until it is in use, 10 minutes unless --timeout says otherwise',
      },
    },
  },
  init: {
    args: [],
    flags: {
      zone: {
        type: 'list',
        value: 'ZONE',
        completes: 'zone',
        description: 'zones to take; all when omitted',
      },
      local: {
        type: 'string',
        value: 'FOLDER',
        completes: 'file',
        description: 'keep zones as files in this folder, when there is no account yet',
      },
    },
  },
  'invitations accept': {
    args: [],
    flags: {
      host: {
        type: 'string',
        value: 'URL',
        description: 'address of the control plane; the setting host when omitted',
      },
      name: { type: 'string', value: 'NAME', description: 'your name' },
      'insecure-storage': {
        type: 'boolean',
        description: 'keep the key in an encrypted file instead of the keychain',
      },
    },
  },
  'invitations create': {
    args: [''],
    flags: {
      role: { type: 'string', value: 'ROLE', description: 'see `regctl roles list`; member when omitted' },
      only: {
        type: 'list',
        value: '[ACCOUNT/]ZONE[:read]',
        description: 'bind to these zones, `*` for any run of characters',
      },
    },
  },
  'invitations delete': { args: [''], flags: {} },
  'invitations get': { args: [''], flags: {} },
  'invitations list': {
    args: [],
    flags: { all: { type: 'boolean', description: 'show those that were accepted or expired too' } },
  },
  'mcp serve': {
    args: [],
    flags: { 'allow-writes': { type: 'boolean', description: 'offer tools that plan writes and purchases' } },
  },
  'mcp tools': {
    args: [],
    flags: {
      'allow-writes': { type: 'boolean', description: 'with the tools that plan writes and purchases' },
    },
  },
  'members delete': { args: [''], flags: {} },
  'members get': { args: [''], flags: {} },
  'members list': { args: [], flags: {} },
  'members update': {
    args: [''],
    flags: {
      role: { type: 'string', value: 'ROLE', description: 'see `regctl roles list`' },
      only: {
        type: 'list',
        value: '[ACCOUNT/]ZONE[:read]',
        description: 'bind to these zones, `*` for any run of characters',
      },
      everywhere: { type: 'boolean', description: 'bind them to no zones any more' },
    },
  },
  'ops cancel': { args: [''], flags: {} },
  'ops dead-letters': { args: [], flags: {} },
  'ops get': { args: [''], flags: {} },
  'ops list': {
    args: [],
    flags: {
      zone: { type: 'string', value: 'ZONE', completes: 'zone', description: 'only this zone or domain' },
    },
  },
  'ops retry': { args: [''], flags: {} },
  'ops wait': { args: [''], flags: {} },
  'orgs create': { args: [''], flags: {} },
  'orgs delete': {
    args: [],
    flags: { confirm: { type: 'string', value: 'SLUG', description: 'slug of the organization' } },
  },
  'orgs get': { args: [''], flags: {} },
  'orgs limits': { args: [], flags: {} },
  'orgs list': { args: [], flags: {} },
  'orgs update': {
    args: [],
    flags: { name: { type: 'string', value: 'NAME', description: 'the name that it shall have' } },
  },
  'owners claim': { args: ['zone', ''], flags: {} },
  'owners list': { args: ['zone'], flags: {} },
  'owners release': { args: ['zone', ''], flags: {} },
  plan: {
    args: ['zone'],
    flags: {
      out: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'write the plans to a file for `regctl apply`; - is stdout',
      },
      'exit-code': { type: 'boolean', description: 'exit 3 where there are changes' },
      summary: { type: 'boolean', description: 'one line for each zone' },
    },
  },
  'profiles create': {
    args: [''],
    flags: { set: { type: 'list', value: 'KEY=VALUE', description: 'setting of the profile' } },
  },
  'profiles delete': { args: ['profile'], flags: {} },
  'profiles get': { args: ['profile'], flags: {} },
  'profiles list': { args: [], flags: {} },
  'profiles use': { args: ['profile'], flags: {} },
  pull: { args: ['zone'], flags: {} },
  'roles create': {
    args: [''],
    flags: {
      scope: {
        type: 'list',
        value: 'SCOPE',
        description: 'what it may do: zones:read, zones:write, …; write holds read',
      },
      description: { type: 'string', value: 'TEXT', description: 'what it is for' },
      only: {
        type: 'list',
        value: '[ACCOUNT/]ZONE[:read]',
        description: 'bind to these zones, `*` for any run of characters',
      },
    },
  },
  'roles delete': { args: [''], flags: {} },
  'roles get': { args: [''], flags: {} },
  'roles list': { args: [], flags: {} },
  'roles update': {
    args: [''],
    flags: {
      scope: {
        type: 'list',
        value: 'SCOPE',
        description: 'what it may do: zones:read, zones:write, …; write holds read',
      },
      description: { type: 'string', value: 'TEXT', description: 'what it is for' },
      only: {
        type: 'list',
        value: '[ACCOUNT/]ZONE[:read]',
        description: 'bind to these zones, `*` for any run of characters',
      },
      everywhere: { type: 'boolean', description: 'bind it to no zones any more' },
    },
  },
  schema: { args: [''], flags: { tree: { type: 'boolean', description: 'the command tree' } } },
  'server backup': {
    args: ['file'],
    flags: {
      data: { type: 'string', value: 'DIR', description: 'data folder of the server', completes: 'file' },
      'with-key': { type: 'boolean', description: 'copy the master key of the data folder too' },
    },
  },
  'server doctor': {
    args: [],
    flags: {
      data: { type: 'string', value: 'DIR', description: 'data folder of the server', completes: 'file' },
    },
  },
  'server keys rotate': {
    args: [],
    flags: {
      data: { type: 'string', value: 'DIR', description: 'data folder of the server', completes: 'file' },
    },
  },
  'server limits': {
    args: [''],
    flags: {
      data: { type: 'string', value: 'DIR', description: 'data folder of the server', completes: 'file' },
      plan: {
        type: 'string',
        value: 'PLAN',
        description: 'free: 3 domains; solo: 15; team: 50; none: what every organization has at first',
        choices: ['free', 'solo', 'team', 'none'],
      },
    },
  },
  'server migrate': {
    args: [],
    flags: {
      data: { type: 'string', value: 'DIR', description: 'data folder of the server', completes: 'file' },
    },
  },
  'server passwords link': {
    args: [''],
    flags: {
      data: { type: 'string', value: 'DIR', description: 'data folder of the server', completes: 'file' },
    },
  },
  'server restore': {
    args: ['file'],
    flags: {
      data: { type: 'string', value: 'DIR', description: 'data folder of the server', completes: 'file' },
    },
  },
  'server start': {
    args: [],
    flags: {
      data: { type: 'string', value: 'DIR', description: 'data folder of the server', completes: 'file' },
      host: { type: 'string', value: 'ADDRESS', description: 'address to listen on, 127.0.0.1 when omitted' },
      port: {
        type: 'integer',
        value: 'PORT',
        description: 'port to listen on, 8765 when omitted; 0 takes a free one',
      },
      'public-url': {
        type: 'string',
        value: 'URL',
        description: 'its address as people and programs know it; where it listens when omitted',
      },
      'trusted-proxy': {
        type: 'list',
        value: 'ADDRESS',
        description: "proxy whose word on the client's address is taken",
      },
      'allow-private-addresses': {
        type: 'boolean',
        description: "let accounts reach private addresses: name servers of one's own",
      },
      'allow-file-providers': {
        type: 'boolean',
        description: 'let accounts read and write zone files on this machine',
      },
      'challenge-zone': {
        type: 'string',
        value: 'ZONE',
        description: 'zone of its own that challenge names of domains lead to, such as acme.example.net',
      },
      'challenge-nameserver': {
        type: 'list',
        value: 'NAME=ADDRESS',
        description: 'name server of that zone, as its delegation has it; this server listens there',
      },
      'challenge-listen': {
        type: 'list',
        value: 'ADDRESS:PORT',
        description: 'where it answers questions about that zone, port 53 of every address when omitted',
      },
      'challenge-resolver': {
        type: 'list',
        value: 'RESOLVER',
        description: 'resolver that is asked what the world sees: an address, or the URL of DNS over HTTPS',
      },
      'challenge-template': {
        type: 'string',
        value: 'PROVIDER/SERVICE',
        description: "the operator's template of Domain Connect, where DNS hosts took one in",
      },
      metrics: {
        type: 'string',
        value: '[ADDRESS:]PORT',
        description: 'where Prometheus reads metrics, such as 9090; this machine alone without an address',
      },
      profiling: {
        type: 'string',
        value: '[ADDRESS:]PORT',
        description: 'where CPU profiles and heap snapshots are taken, such as 6060',
      },
      'log-format': {
        type: 'string',
        value: 'FORMAT',
        choices: ['text', 'json'],
        description: 'json: a line of JSON on stderr for each request and event',
      },
      check: { type: 'boolean', description: 'check configuration and stores without listening' },
    },
  },
  update: {
    args: [''],
    flags: {
      check: { type: 'boolean', description: 'only look; exit 3 where there is a newer release' },
      rollback: { type: 'boolean', description: 'exchange it with the version before the last update' },
    },
  },
  validate: {
    args: ['file'],
    flags: { zone: { type: 'string', value: 'ZONE', completes: 'zone', description: 'zone of the files' } },
  },
  version: { args: [], flags: {} },
  'webhooks create': {
    args: [''],
    flags: {
      event: {
        type: 'list',
        value: 'EVENT',
        description: 'which events it gets: `domain.*` or a type; all when omitted',
      },
      description: { type: 'string', value: 'TEXT', description: 'what it is for' },
    },
  },
  'webhooks delete': { args: [''], flags: {} },
  'webhooks deliveries': { args: [''], flags: {} },
  'webhooks get': { args: [''], flags: {} },
  'webhooks list': { args: [], flags: {} },
  'webhooks replay': {
    args: [''],
    flags: {
      delivery: { type: 'string', value: 'ID', description: 'only this delivery' },
      since: { type: 'string', value: 'TIME', description: 'only what was begun since, RFC 3339' },
    },
  },
  'webhooks test': { args: [''], flags: {} },
  'webhooks update': {
    args: [''],
    flags: {
      url: { type: 'string', value: 'URL', description: 'another address' },
      event: { type: 'list', value: 'EVENT', description: 'the events that it gets from now on' },
      description: { type: 'string', value: 'TEXT', description: 'what it is for' },
      enable: { type: 'boolean', description: 'send to it again' },
      disable: { type: 'boolean', description: 'send nothing to it' },
      'rotate-secret': { type: 'boolean', description: 'print a new secret, this once' },
    },
  },
  'zones check': { args: ['zone'], flags: {} },
  'zones copy': {
    args: ['zone'],
    flags: {
      'to-account': {
        type: 'string',
        value: 'NAME',
        completes: 'account',
        description: 'account to copy to',
      },
      nameserver: {
        type: 'list',
        value: 'NAME',
        description: 'name server of a zone that is created for it, where the provider lets it be chosen',
      },
      replace: { type: 'boolean', description: 'make the copy exactly the same' },
      'dry-run': { type: 'boolean', short: 'n', description: 'print the plan and write nothing' },
      'allow-deletes': {
        type: 'integer',
        value: 'N',
        description: 'let deletion guards pass for at most so many records',
      },
    },
  },
  'zones create': {
    args: [''],
    flags: {
      nameserver: {
        type: 'list',
        value: 'NAME',
        description: 'name server to begin with, where the provider lets it be chosen; zone files need one',
      },
    },
  },
  'zones delete': {
    args: ['zone'],
    flags: {
      confirm: { type: 'string', value: 'ZONE', description: 'the zone once more' },
      'dry-run': { type: 'boolean', short: 'n', description: 'show what would be lost and delete nothing' },
    },
  },
  'zones diff': {
    args: ['zone', 'file'],
    flags: {
      'to-account': {
        type: 'string',
        value: 'NAME',
        completes: 'account',
        description: 'account to compare with',
      },
      public: { type: 'boolean', description: 'compare with what the name servers of the zone answer' },
      'exit-code': { type: 'boolean', description: 'exit 3 where they differ' },
    },
  },
  'zones edit': {
    args: ['zone'],
    flags: {
      'dry-run': { type: 'boolean', short: 'n', description: 'print the plan and write nothing' },
      'allow-deletes': {
        type: 'integer',
        value: 'N',
        description: 'let deletion guards pass for at most so many records',
      },
    },
  },
  'zones export': {
    args: ['zone'],
    flags: {
      format: {
        type: 'string',
        value: 'FORMAT',
        choices: ['zone', 'yaml'],
        description: 'master file, or YAML in octoDNS layout',
      },
      out: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'write to a file instead of stdout',
      },
      all: { type: 'boolean', description: 'every zone of every account, into --dir' },
      dir: { type: 'string', value: 'FOLDER', completes: 'file', description: 'folder for --all' },
    },
  },
  'zones exports get': {
    args: ['zone'],
    flags: {
      day: { type: 'string', value: 'DAY', description: 'YYYY-MM-DD, UTC; else the last one' },
      out: {
        type: 'string',
        value: 'FILE',
        completes: 'file',
        description: 'write to a file instead of stdout',
      },
    },
  },
  'zones exports list': { args: ['zone'], flags: {} },
  'zones get': { args: ['zone'], flags: {} },
  'zones history': { args: ['zone'], flags: {} },
  'zones import': {
    args: ['zone', 'file'],
    flags: {
      replace: { type: 'boolean', description: 'make the zone exactly what the file says' },
      'only-new': { type: 'boolean', description: 'leave records alone whose name and type exist' },
      'dry-run': { type: 'boolean', short: 'n', description: 'print the plan and write nothing' },
      'allow-deletes': {
        type: 'integer',
        value: 'N',
        description: 'let deletion guards pass for at most so many records',
      },
    },
  },
  'zones list': { args: [], flags: {} },
  'zones move': {
    args: ['zone'],
    flags: {
      'to-account': {
        type: 'string',
        value: 'NAME',
        completes: 'account',
        description: 'account to move to',
      },
      'registrar-account': {
        type: 'string',
        value: 'NAME',
        completes: 'account',
        description: 'account of the registrar, where several hold the domain',
      },
      'delete-old': { type: 'boolean', description: 'delete the old zone at the end; a snapshot stays' },
      'allow-faults': {
        type: 'integer',
        value: 'N',
        description: 'delegate although the new servers have at most so many faults',
      },
      'allow-deletes': {
        type: 'integer',
        value: 'N',
        description: 'let deletion guards pass for at most so many records',
      },
    },
  },
  'zones protect': {
    args: ['zone', 'name', 'type'],
    flags: {
      reason: { type: 'string', value: 'TEXT', description: 'why; shown when a plan is refused' },
      ignore: { type: 'boolean', description: 'leave alone rather than refuse' },
      'max-deletes': {
        type: 'integer',
        value: 'N',
        description: 'records that one plan may lose without a word',
      },
      'max-share': {
        type: 'integer',
        value: 'PERCENT',
        description: 'share of the zone that one plan may remove or replace',
      },
    },
  },
  'zones restore': {
    args: ['zone', 'snapshot'],
    flags: {
      'dry-run': { type: 'boolean', short: 'n', description: 'print the plan and write nothing' },
      'allow-deletes': {
        type: 'integer',
        value: 'N',
        description: 'let deletion guards pass for at most so many records',
      },
    },
  },
  'zones unprotect': { args: ['zone', ''], flags: {} },
};
