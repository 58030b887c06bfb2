/**
 * How each command is called in the output matrix. `ok` must end with the exit code given (0 where none is), in a home that has an account `local`,
 * a zone example.org with a few records and a project file. What a command cannot have (an empty result, a zone that is missing) it leaves out.
 */
export interface CommandCases {
  readonly ok: {
    readonly argv: readonly string[];
    readonly exitCode?: number;
    readonly stdin?: string;
    /** Whether it runs until it is stopped; it then is, before it begins. */
    readonly stopped?: boolean;
  };
  /** A call whose result is empty: an empty list, or nothing to do. */
  readonly empty?: { readonly argv: readonly string[]; readonly exitCode?: number };
  /** A call that names something that is not there: exit code 5 where none is given. */
  readonly notFound?: { readonly argv: readonly string[]; readonly exitCode?: number };
  /** A call that a guard stops: exit code 7. */
  readonly guard?: { readonly argv: readonly string[] };
  /** A call that waits and gives up: exit code 8. */
  readonly timeout?: { readonly argv: readonly string[] };
  /** Whether it needs an account: called without one it must end with 4. */
  readonly needsAccount: boolean;
}

const words = (text: string): readonly string[] => text.split(' ');
const needsZone = { needsAccount: true } as const;
const alone = { needsAccount: false } as const;
/** A directory that nobody serves. */
const NO_CA = 'http://127.0.0.1:9/directory';

/** Cases by command path. A command without an entry fails the matrix. */
export const CASES: { readonly [path: string]: CommandCases } = {
  // Of a control plane, in local mode; with a server they are in hosted.test.ts.
  'api-keys create': { ok: { argv: words('api-keys create ci --scope zones:read'), exitCode: 6 }, ...alone },
  'api-keys delete': { ok: { argv: words('api-keys delete key_none --yes'), exitCode: 6 }, ...alone },
  'api-keys list': { ok: { argv: words('api-keys list'), exitCode: 6 }, ...alone },
  'audit list': { ok: { argv: words('audit list'), exitCode: 6 }, ...alone },
  'audit verify': { ok: { argv: words('audit verify'), exitCode: 6 }, ...alone },
  'auth login': {
    ok: { argv: words('auth login --host http://127.0.0.1:1 --with-token'), exitCode: 2 },
    ...alone,
  },
  'auth logout': {
    ok: { argv: words('auth logout'), exitCode: 2 },
    notFound: { argv: words('auth logout'), exitCode: 2 },
    ...alone,
  },
  'auth status': { ok: { argv: words('auth status'), exitCode: 2 }, ...alone },
  'server backup': {
    ok: { argv: words('server backup copy'), exitCode: 5 },
    notFound: { argv: words('server backup copy') },
    ...alone,
  },
  'server doctor': { ok: { argv: words('server doctor') }, ...alone },
  'server keys rotate': { ok: { argv: words('server keys rotate') }, ...alone },
  'server migrate': {
    ok: { argv: words('server migrate') },
    empty: { argv: words('server migrate') },
    ...alone,
  },
  'server restore': {
    ok: { argv: words('server restore copy'), exitCode: 5 },
    notFound: { argv: words('server restore copy') },
    ...alone,
  },
  'server start': { ok: { argv: words('server start --check') }, ...alone },
  'certs account create': {
    ok: { argv: words(`certs account create ${NO_CA} --agree-terms`), exitCode: 10 },
    ...alone,
  },
  'certs account delete': {
    ok: { argv: words('certs account delete letsencrypt --yes'), exitCode: 5 },
    notFound: { argv: words('certs account delete letsencrypt --yes') },
    ...alone,
  },
  'certs account get': {
    ok: { argv: words('certs account get letsencrypt'), exitCode: 5 },
    notFound: { argv: words('certs account get letsencrypt') },
    ...alone,
  },
  'certs account list': {
    ok: { argv: words('certs account list') },
    empty: { argv: words('certs account list') },
    ...alone,
  },
  'certs account roll-key': {
    ok: { argv: words('certs account roll-key letsencrypt'), exitCode: 5 },
    notFound: { argv: words('certs account roll-key letsencrypt') },
    ...alone,
  },
  'certs account update': {
    ok: { argv: words('certs account update letsencrypt --email a@example.org'), exitCode: 5 },
    notFound: { argv: words('certs account update letsencrypt --email a@example.org') },
    ...alone,
  },
  'certs ca get': { ok: { argv: words(`certs ca get ${NO_CA}`), exitCode: 10 }, ...alone },
  'certs ca list': { ok: { argv: words('certs ca list') }, ...alone },
  'certs check': { ok: { argv: words('certs check 127.0.0.1:9'), exitCode: 10 }, ...alone },
  'certs delete': {
    ok: { argv: words('certs delete www.example.org --yes'), exitCode: 5 },
    notFound: { argv: words('certs delete www.example.org --yes') },
    ...alone,
  },
  'certs download': {
    ok: { argv: words('certs download www.example.org'), exitCode: 5 },
    notFound: { argv: words('certs download www.example.org') },
    ...alone,
  },
  'certs get': {
    ok: { argv: words('certs get www.example.org'), exitCode: 5 },
    notFound: { argv: words('certs get www.example.org') },
    ...alone,
  },
  // What these do where there is a CA stands in test/real/certs-cli.test.ts.
  'certs issue': {
    ok: { argv: words(`certs issue www.example.org --ca ${NO_CA} --agree-terms`), exitCode: 10 },
    ...alone,
  },
  'certs list': { ok: { argv: words('certs list') }, empty: { argv: words('certs list') }, ...alone },
  'certs renew': {
    ok: { argv: words('certs renew') },
    empty: { argv: words('certs renew') },
    notFound: { argv: words('certs renew www.example.org') },
    ...alone,
  },
  'certs revoke': {
    ok: { argv: words('certs revoke www.example.org --yes'), exitCode: 5 },
    notFound: { argv: words('certs revoke www.example.org --yes') },
    ...alone,
  },
  'domains adopt': {
    ok: { argv: words('domains adopt example.com --account shop') },
    notFound: { argv: words('domains adopt not-ours.com --account shop') },
    ...needsZone,
  },
  'domains auth-code': {
    ok: { argv: words('domains auth-code example.com --account gd') },
    notFound: { argv: words('domains auth-code not-ours.com --account gd') },
    ...needsZone,
  },
  'domains autorenew off': {
    ok: { argv: words('domains autorenew off example.com --account shop') },
    notFound: { argv: words('domains autorenew off not-ours.com --account shop') },
    ...needsZone,
  },
  'domains autorenew on': {
    ok: { argv: words('domains autorenew on example.com --account shop') },
    empty: { argv: words('domains autorenew on example.com --account shop') },
    notFound: { argv: words('domains autorenew on not-ours.com --account shop') },
    ...needsZone,
  },
  'domains check': {
    ok: { argv: words('domains check fresh.com taken.com --account shop') },
    ...needsZone,
  },
  'domains contacts get': {
    ok: { argv: words('domains contacts get example.com --account gd') },
    notFound: { argv: words('domains contacts get not-ours.com --account gd') },
    ...needsZone,
  },
  'domains contacts set': {
    ok: { argv: words('domains contacts set example.com --contacts contacts.yaml --yes --account gd') },
    notFound: {
      argv: words('domains contacts set not-ours.com --contacts contacts.yaml --yes --account gd'),
    },
    ...alone,
  },
  'domains contacts verify': {
    ok: { argv: words('domains contacts verify example.com --account gd'), exitCode: 8 },
    notFound: { argv: words('domains contacts verify not-ours.com --account gd') },
    ...needsZone,
  },
  'domains dnssec disable': {
    ok: { argv: words('domains dnssec disable example.com --account shop') },
    empty: { argv: words('domains dnssec disable example.com --account shop') },
    notFound: { argv: words('domains dnssec disable not-ours.com --account shop') },
    ...needsZone,
  },
  'domains dnssec enable': {
    ok: { argv: words('domains dnssec enable example.com --account shop'), exitCode: 7 },
    notFound: { argv: words('domains dnssec enable not-ours.com --account shop') },
    guard: { argv: words('domains dnssec enable example.com --account shop') },
    ...needsZone,
  },
  'domains dnssec get': {
    ok: { argv: words('domains dnssec get example.com --account shop') },
    notFound: { argv: words('domains dnssec get not-ours.com --account shop') },
    ...needsZone,
  },
  'domains dnssec sync': {
    ok: { argv: words('domains dnssec sync example.com --account shop') },
    empty: { argv: words('domains dnssec sync example.com --account shop') },
    notFound: { argv: words('domains dnssec sync not-ours.com --account shop') },
    ...needsZone,
  },
  'domains expiring': {
    ok: { argv: words('domains expiring --within 30d --account shop'), exitCode: 3 },
    empty: { argv: words('domains expiring --within 1d --account shop') },
    ...needsZone,
  },
  'domains get': {
    ok: { argv: words('domains get example.com --account shop') },
    notFound: { argv: words('domains get not-ours.com --account shop') },
    ...needsZone,
  },
  'domains glue delete': {
    ok: { argv: words('domains glue delete example.com ns1.example.com --account shop') },
    notFound: { argv: words('domains glue delete not-ours.com ns1.not-ours.com --account shop') },
    ...needsZone,
  },
  'domains glue list': {
    ok: { argv: words('domains glue list example.com --account shop') },
    empty: { argv: words('domains glue list example.com --account shop') },
    notFound: { argv: words('domains glue list not-ours.com --account shop') },
    ...needsZone,
  },
  'domains glue set': {
    ok: { argv: words('domains glue set example.com ns1.example.com 192.0.2.53 --account shop') },
    notFound: { argv: words('domains glue set not-ours.com ns1.not-ours.com 192.0.2.53 --account shop') },
    ...needsZone,
  },
  'hostnames check': {
    ok: { argv: words('hostnames check app.customer.com --server ns.customer.net --account saas') },
    notFound: { argv: words('hostnames check none.customer.com --account saas') },
    ...needsZone,
  },
  'hostnames create': {
    ok: { argv: words('hostnames create next.customer.com --account saas') },
    notFound: { argv: words('hostnames create next.customer.com --zone example.net --account saas') },
    guard: { argv: words('hostnames create app.customer.com --account saas') },
    timeout: { argv: words('hostnames create next.customer.com --wait --timeout 1ms --account saas') },
    ...needsZone,
  },
  'hostnames delete': {
    ok: { argv: words('hostnames delete app.customer.com --yes --account saas') },
    notFound: { argv: words('hostnames delete none.customer.com --yes --account saas') },
    ...needsZone,
  },
  'hostnames fallback get': {
    ok: { argv: words('hostnames fallback get --account saas') },
    notFound: { argv: words('hostnames fallback get --zone example.net --account saas') },
    ...needsZone,
  },
  'hostnames fallback set': {
    ok: { argv: words('hostnames fallback set customers.example.com --account saas') },
    notFound: {
      argv: words('hostnames fallback set customers.example.net --zone example.net --account saas'),
    },
    timeout: {
      argv: words('hostnames fallback set customers.example.com --wait --timeout 1ms --account saas'),
    },
    ...needsZone,
  },
  'hostnames get': {
    ok: { argv: words('hostnames get new.customer.com --account saas') },
    notFound: { argv: words('hostnames get none.customer.com --account saas') },
    ...needsZone,
  },
  'hostnames list': {
    ok: { argv: words('hostnames list --account saas') },
    notFound: { argv: words('hostnames list --zone example.net --account saas') },
    ...needsZone,
  },
  'hostnames refresh': {
    ok: { argv: words('hostnames refresh new.customer.com --account saas') },
    notFound: { argv: words('hostnames refresh none.customer.com --account saas') },
    timeout: { argv: words('hostnames refresh new.customer.com --wait --timeout 1ms --account saas') },
    ...needsZone,
  },
  'domains list': {
    ok: { argv: words('domains list --account shop') },
    empty: { argv: words('domains list --tld jp --account shop') },
    ...needsZone,
  },
  'domains lock': {
    ok: { argv: words('domains lock example.com --account gd') },
    empty: { argv: words('domains lock example.com --account gd') },
    notFound: { argv: words('domains lock not-ours.com --account gd') },
    ...needsZone,
  },
  'domains unlock': {
    ok: { argv: words('domains unlock example.com --account gd') },
    notFound: { argv: words('domains unlock not-ours.com --account gd') },
    ...needsZone,
  },
  'domains ns get': {
    ok: { argv: words('domains ns get example.com --account shop') },
    notFound: { argv: words('domains ns get not-ours.com --account shop') },
    ...needsZone,
  },
  'domains ns reset': {
    ok: { argv: words('domains ns reset example.com --dry-run --account shop'), exitCode: 3 },
    notFound: { argv: words('domains ns reset not-ours.com --account shop') },
    guard: { argv: words('domains ns reset example.com --account shop') },
    ...needsZone,
  },
  'domains ns set': {
    ok: {
      argv: words(
        'domains ns set example.com ns1.example.net ns2.example.net --allow-faults 99 --yes --account shop',
      ),
    },
    notFound: { argv: words('domains ns set not-ours.com ns1.example.net ns2.example.net --account shop') },
    guard: { argv: words('domains ns set example.com ns1.example.net ns2.example.net --account shop') },
    ...needsZone,
  },
  'domains price': {
    ok: { argv: words('domains price acme --tld com,dev --currency JPY --rate USD=150 --account shop') },
    empty: { argv: words('domains price acme --tld zz --account shop') },
    ...needsZone,
  },
  'domains privacy off': {
    ok: { argv: words('domains privacy off example.com --account gd') },
    notFound: { argv: words('domains privacy off not-ours.com --account gd') },
    ...needsZone,
  },
  'domains privacy on': {
    ok: { argv: words('domains privacy on example.com --account gd') },
    notFound: { argv: words('domains privacy on not-ours.com --account gd') },
    ...needsZone,
  },
  'domains register': {
    ok: { argv: words('domains register fresh.com --max-price 99 --accept-terms --yes --account shop') },
    guard: { argv: words('domains register fresh.com --max-price 1 --accept-terms --yes --account shop') },
    ...needsZone,
  },
  'domains renew': {
    ok: { argv: words('domains renew example.net --max-price 99 --accept-terms --yes --account shop') },
    notFound: {
      argv: words('domains renew not-ours.com --max-price 99 --accept-terms --yes --account shop'),
    },
    guard: { argv: words('domains renew example.net --max-price 1 --accept-terms --yes --account shop') },
    ...needsZone,
  },
  'domains search': {
    ok: { argv: words('domains search acme --account gd') },
    ...needsZone,
  },
  'domains transfer approve': {
    ok: { argv: words('domains transfer approve example.com --account shop'), exitCode: 6 },
    notFound: { argv: words('domains transfer approve not-ours.com --account shop') },
    ...needsZone,
  },
  'domains transfer cancel': {
    ok: { argv: words('domains transfer cancel example.com --account shop'), exitCode: 6 },
    notFound: { argv: words('domains transfer cancel not-ours.com --account shop') },
    ...needsZone,
  },
  'domains transfer start': {
    ok: {
      argv: words(
        'domains transfer start taken.com --auth-code-file auth-code --max-price 99 --accept-terms --yes --account shop',
      ),
    },
    guard: {
      argv: words(
        'domains transfer start taken.com --auth-code-file auth-code --max-price 1 --accept-terms --yes --account shop',
      ),
    },
    ...needsZone,
  },
  'domains transfer status': {
    ok: { argv: words('domains transfer status taken.com --account shop'), exitCode: 5 },
    notFound: { argv: words('domains transfer status taken.com --account shop') },
    ...needsZone,
  },
  'mcp serve': { ok: { argv: words('mcp serve'), stopped: true }, ...alone },
  'mcp tools': { ok: { argv: words('mcp tools --allow-writes') }, ...alone },
  'ops cancel': {
    ok: { argv: words('ops cancel none'), exitCode: 5 },
    notFound: { argv: words('ops cancel none') },
    ...alone,
  },
  'ops wait': {
    ok: { argv: words('ops wait none'), exitCode: 5 },
    notFound: { argv: words('ops wait none') },
    ...alone,
  },
  'zones move': {
    ok: {
      argv: words(
        'zones move example.com --account shop --to-account second --registrar-account shop --yes --timeout 1s',
      ),
      exitCode: 7,
    },
    notFound: {
      argv: words(
        'zones move not-ours.com --account shop --to-account second --registrar-account shop --yes',
      ),
    },
    ...alone,
  },
  'accounts add': {
    ok: { argv: words('accounts add zonefile --name other --endpoint other') },
    notFound: { argv: words('accounts add nobody'), exitCode: 2 },
    guard: { argv: words('accounts add zonefile --name local --endpoint x') },
    ...alone,
  },
  'accounts capabilities': {
    ok: { argv: words('accounts capabilities local') },
    notFound: { argv: words('accounts capabilities none') },
    ...needsZone,
  },
  'accounts get': {
    ok: { argv: words('accounts get local') },
    notFound: { argv: words('accounts get none') },
    ...needsZone,
  },
  'accounts list': { ok: { argv: words('accounts list') }, ...alone },
  'accounts remove': {
    ok: { argv: words('accounts remove local --yes') },
    notFound: { argv: words('accounts remove none --yes') },
    ...needsZone,
  },
  'accounts test': {
    ok: { argv: words('accounts test local') },
    notFound: { argv: words('accounts test none') },
    ...needsZone,
  },
  'accounts update': {
    ok: { argv: words('accounts update local --zone example.net') },
    notFound: { argv: words('accounts update none') },
    ...needsZone,
  },
  'alias delete': {
    ok: { argv: words('alias delete mx') },
    notFound: { argv: words('alias delete none') },
    ...alone,
  },
  'alias list': { ok: { argv: words('alias list') }, ...alone },
  'alias set': {
    ok: { argv: ['alias', 'set', 'addresses', 'dns list --type A'] },
    notFound: { argv: words('alias set x nonsense'), exitCode: 2 },
    ...alone,
  },
  apply: {
    ok: { argv: words('apply --yes') },
    empty: { argv: words('apply --yes --config settled.yaml') },
    notFound: { argv: words('apply missing.json') },
    guard: { argv: words('apply --yes --config emptied.yaml') },
    ...needsZone,
  },
  'completion bash': { ok: { argv: words('completion bash') }, ...alone },
  'completion fish': { ok: { argv: words('completion fish') }, ...alone },
  'completion install': {
    ok: { argv: words('completion install fish') },
    notFound: { argv: words('completion install csh'), exitCode: 2 },
    ...alone,
  },
  'completion powershell': { ok: { argv: words('completion powershell') }, ...alone },
  'completion zsh': { ok: { argv: words('completion zsh') }, ...alone },
  'config edit': { ok: { argv: words('config edit') }, ...alone },
  'config get': {
    ok: { argv: words('config get mode') },
    notFound: { argv: words('config get host') },
    ...alone,
  },
  'config list': { ok: { argv: words('config list') }, ...alone },
  'config path': { ok: { argv: words('config path') }, ...alone },
  'config set': {
    ok: { argv: words('config set account local') },
    notFound: { argv: words('config set nonsense x'), exitCode: 2 },
    ...alone,
  },
  'config unset': {
    ok: { argv: words('config unset account') },
    notFound: { argv: words('config unset nonsense'), exitCode: 2 },
    ...alone,
  },
  'dns create': {
    ok: { argv: words('dns create example.org new A 192.0.2.9') },
    empty: { argv: words('dns create example.org www A 192.0.2.1') },
    notFound: { argv: words('dns create example.net www A 192.0.2.1') },
    guard: { argv: words('dns create example.org held A 192.0.2.1') },
    ...needsZone,
  },
  'dns delete': {
    ok: { argv: words('dns delete example.org www A --yes') },
    notFound: { argv: words('dns delete example.org none A --yes') },
    guard: { argv: words('dns delete example.org @ MX --yes') },
    ...needsZone,
  },
  'dns export': {
    ok: { argv: words('dns export example.org') },
    notFound: { argv: words('dns export example.net') },
    ...needsZone,
  },
  'dns get': {
    ok: { argv: words('dns get example.org www') },
    notFound: { argv: words('dns get example.org none') },
    ...needsZone,
  },
  'dns import': {
    ok: { argv: words('dns import example.org more.zone --yes') },
    empty: { argv: words('dns import example.org same.zone --yes') },
    notFound: { argv: words('dns import example.org missing.zone --yes') },
    guard: { argv: words('dns import example.org few.zone --replace --yes') },
    ...needsZone,
  },
  'dns list': {
    ok: { argv: words('dns list example.org') },
    empty: { argv: words('dns list example.org --type TLSA') },
    notFound: { argv: words('dns list example.net') },
    ...needsZone,
  },
  'dns query': {
    ok: { argv: words('dns query www.example.org A --server ns1.example.net=127.0.0.1:1'), exitCode: 3 },
    ...alone,
  },
  'dns set': {
    ok: { argv: words('dns set example.org www A 192.0.2.9') },
    empty: { argv: words('dns set example.org www A 192.0.2.1') },
    notFound: { argv: words('dns set example.net www A 192.0.2.1') },
    guard: { argv: words('dns set example.org @ NS ns9.example.net') },
    ...needsZone,
  },
  'dns update': {
    ok: { argv: words('dns update example.org www A --ttl 60') },
    notFound: { argv: words('dns update example.org none A --ttl 60') },
    guard: { argv: words('dns update example.org held TXT --ttl 60') },
    ...needsZone,
  },
  'dns wait': {
    ok: { argv: words('dns wait example.org www A --timeout 1ms'), exitCode: 8 },
    notFound: { argv: words('dns wait example.net www A') },
    timeout: { argv: words('dns wait example.org www A --timeout 1ms') },
    ...needsZone,
  },
  doctor: { ok: { argv: words('doctor') }, ...alone },
  drift: {
    ok: { argv: words('drift'), exitCode: 3 },
    empty: { argv: words('drift --config settled.yaml') },
    notFound: { argv: words('drift example.net') },
    ...needsZone,
  },
  fmt: {
    ok: { argv: words('fmt more.zone --zone example.org') },
    notFound: { argv: words('fmt missing.zone') },
    ...alone,
  },
  help: {
    ok: { argv: words('help exit-codes') },
    notFound: { argv: words('help nonsense'), exitCode: 2 },
    ...alone,
  },
  init: {
    ok: { argv: words('init --account local --config none'), exitCode: 7 },
    guard: { argv: words('init') },
    ...alone,
  },
  'ops get': {
    ok: { argv: words('ops get none'), exitCode: 5 },
    notFound: { argv: words('ops get none') },
    ...alone,
  },
  'ops list': {
    ok: { argv: words('ops list') },
    empty: { argv: words('ops list --zone example.net') },
    ...alone,
  },
  'owners claim': { ok: { argv: words('owners claim example.org external-dns:k8s') }, ...needsZone },
  'owners list': {
    ok: { argv: words('owners list example.org') },
    notFound: { argv: words('owners list example.net') },
    ...needsZone,
  },
  'owners release': { ok: { argv: words('owners release example.org external-dns:k8s') }, ...needsZone },
  plan: {
    ok: { argv: words('plan') },
    empty: { argv: words('plan --config settled.yaml') },
    notFound: { argv: words('plan example.net') },
    ...needsZone,
  },
  'profiles create': {
    ok: { argv: words('profiles create home --set account=local') },
    notFound: { argv: words('profiles create home --set nonsense=x'), exitCode: 2 },
    ...alone,
  },
  'profiles delete': {
    ok: { argv: words('profiles delete work') },
    notFound: { argv: words('profiles delete none') },
    ...alone,
  },
  'profiles get': {
    ok: { argv: words('profiles get work') },
    notFound: { argv: words('profiles get none') },
    ...alone,
  },
  'profiles list': { ok: { argv: words('profiles list') }, ...alone },
  'profiles use': {
    ok: { argv: words('profiles use work') },
    notFound: { argv: words('profiles use none') },
    ...alone,
  },
  pull: { ok: { argv: words('pull') }, notFound: { argv: words('pull example.net') }, ...needsZone },
  schema: {
    ok: { argv: words('schema plan') },
    notFound: { argv: words('schema nonsense'), exitCode: 2 },
    ...alone,
  },
  validate: {
    ok: { argv: words('validate more.zone --zone example.org') },
    notFound: { argv: words('validate missing.zone') },
    ...alone,
  },
  version: { ok: { argv: words('version') }, ...alone },
  'zones check': {
    ok: { argv: words('zones check example.org') },
    notFound: { argv: words('zones check example.net') },
    ...needsZone,
  },
  'zones copy': {
    ok: {
      argv: words(
        'zones copy example.org --account local --to-account second --nameserver ns1.example.net --yes',
      ),
    },
    notFound: { argv: words('zones copy example.net --account local --to-account second --yes') },
    ...needsZone,
  },
  'zones create': {
    ok: { argv: words('zones create example.net --account local --nameserver ns1.example.net') },
    guard: { argv: words('zones create example.org --account local') },
    ...needsZone,
  },
  'zones delete': {
    ok: { argv: words('zones delete example.org --account second --confirm example.org'), exitCode: 5 },
    notFound: { argv: words('zones delete example.net --confirm example.net') },
    guard: { argv: words('zones delete example.org --account local --confirm example.org') },
    ...needsZone,
  },
  'zones diff': {
    ok: { argv: words('zones diff example.org more.zone') },
    notFound: { argv: words('zones diff example.org missing.zone') },
    ...needsZone,
  },
  'zones edit': {
    ok: { argv: words('zones edit example.org --yes') },
    notFound: { argv: words('zones edit example.net') },
    ...needsZone,
  },
  'zones export': {
    ok: { argv: words('zones export example.org') },
    notFound: { argv: words('zones export example.net') },
    ...needsZone,
  },
  'zones get': {
    ok: { argv: words('zones get example.org') },
    notFound: { argv: words('zones get example.net') },
    ...needsZone,
  },
  'zones history': {
    ok: { argv: words('zones history example.org') },
    empty: { argv: words('zones history example.net') },
    ...alone,
  },
  'zones import': {
    ok: { argv: words('zones import example.org more.zone --yes') },
    empty: { argv: words('zones import example.org same.zone --yes') },
    notFound: { argv: words('zones import example.org missing.zone --yes') },
    guard: { argv: words('zones import example.org few.zone --replace --yes') },
    ...needsZone,
  },
  'zones list': { ok: { argv: words('zones list') }, ...needsZone },
  'zones protect': { ok: { argv: words('zones protect example.org mail A') }, ...needsZone },
  'zones restore': {
    ok: { argv: words('zones restore example.org --yes') },
    notFound: { argv: words('zones restore example.org snap_none --yes') },
    ...needsZone,
  },
  'zones unprotect': {
    ok: { argv: words('zones unprotect example.org none'), exitCode: 5 },
    notFound: { argv: words('zones unprotect example.org none') },
    ...needsZone,
  },
};
