import { certificateName, certOptions } from '../../../cert-words.ts';
import { deliveryOperations, parseTarget } from '../../../delivery-input.ts';
import { DELIVERY_EXIT_CODES, REPORT_FIELDS, reportView } from '../../../delivery-view.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Put a certificate somewhere, now and after each renewal',
  description:
    'Files are written below DIR/live/NAME, a link that is turned at once, so that chain and key never are of two certificates. `nginx`, `caddy` and `traefik` write what their configuration includes, `haproxy` key and chain in one file, `pkcs12` a file with a password, `kubernetes` a TLS Secret as a manifest or through the API, `sealed-secret` one that the controller alone can open. A hook is a program, run without a shell after everything else; REGCTL_CERT_NAME, _NAMES, _FOLDER, _FULLCHAIN, _CHAIN, _LEAF, _KEY, _SERIAL, _FINGERPRINT and _NOT_AFTER tell it what and where. What fails is tried again by the next `certs renew`.',
  examples: [
    { command: 'regctl certs delivery create example.org files /etc/regctl', does: 'PEM files, mode 0600' },
    {
      command: 'regctl certs delivery create example.org hook -- systemctl reload nginx',
      does: 'and a program that has them read',
    },
    {
      command:
        'regctl certs delivery create example.org kubernetes --kubeconfig ~/.kube/config --namespace web',
      does: 'a Secret in the cluster',
    },
  ],
  args: [
    { name: 'name', description: 'certificate', completes: 'domain' },
    {
      name: 'kind',
      description: 'files, nginx, caddy, traefik, haproxy, pkcs12, kubernetes, sealed-secret or hook',
    },
    {
      name: 'where',
      description: 'folder, file, or program with its arguments after --',
      variadic: true,
      optional: true,
      completes: 'file',
    },
  ],
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
  fields: REPORT_FIELDS,
  exitCodes: {
    5: 'no such certificate',
    6: 'a server delivers nothing',
    7: 'it cannot go there',
    ...DELIVERY_EXIT_CODES,
  },
  writes: true,
  run: async (context, { arg, rest, flags }) => {
    const name = certificateName(arg('name'));
    const target = parseTarget(context, name, arg('kind'), rest, flags);
    const { reports } = await (await deliveryOperations(context)).add(name, target, certOptions(context));
    return reportView(reports);
  },
});
