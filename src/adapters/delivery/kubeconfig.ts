import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { RegctlError } from '../../core/errors.ts';
import { fileFailure } from '../../core/file-failure.ts';
import { runProgram } from '../machine/run-program.ts';

/** How a cluster is reached. */
export interface ClusterAccess {
  readonly server: string;
  readonly ca: string | undefined;
  readonly token: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly namespace: string | undefined;
}

/** Milliseconds for a program that fetches a token. */
const EXEC_TIMEOUT_MS = 30_000;

const execSchema = z.object({
  apiVersion: z.string(),
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
});
const schema = z.object({
  'current-context': z.string().optional(),
  contexts: z.array(
    z.object({
      name: z.string(),
      context: z.object({ cluster: z.string(), user: z.string(), namespace: z.string().optional() }),
    }),
  ),
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.object({
        server: z.url(),
        'certificate-authority': z.string().optional(),
        'certificate-authority-data': z.string().optional(),
        'insecure-skip-tls-verify': z.boolean().optional(),
      }),
    }),
  ),
  users: z.array(
    z.object({
      name: z.string(),
      user: z.object({
        token: z.string().optional(),
        tokenFile: z.string().optional(),
        'client-certificate': z.string().optional(),
        'client-certificate-data': z.string().optional(),
        'client-key': z.string().optional(),
        'client-key-data': z.string().optional(),
        exec: execSchema.optional(),
      }),
    }),
  ),
});
const credentialSchema = z.object({
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
  }),
});

/**
 * Reads how a cluster is reached from a kubeconfig file: tokens, client certificates, and programs that fetch them.
 *
 * @throws RegctlError `FILE_NOT_FOUND`, `INVALID_INPUT`
 */
export async function readKubeconfig(
  path: string,
  contextName: string | null,
  environment: { readonly [name: string]: string | undefined },
): Promise<ClusterAccess> {
  const config = schema.safeParse(yamlOf(path, await read(path)));
  if (!config.success) throw unusable(path, z.prettifyError(config.error).split('\n')[0] ?? '');
  const { contexts, clusters, users } = config.data;
  const wanted = contextName ?? config.data['current-context'];
  const context = contexts.find((one) => one.name === wanted)?.context;
  const cluster = clusters.find((one) => one.name === context?.cluster)?.cluster;
  const user = users.find((one) => one.name === context?.user)?.user;
  if (context === undefined || cluster === undefined || user === undefined)
    throw unusable(path, `it has no context ${wanted ?? ''} with a cluster and a user`);
  if (cluster['insecure-skip-tls-verify'] === true || !cluster.server.startsWith('https:'))
    throw unusable(path, 'private keys go only to a server whose certificate is verified');
  const folder = dirname(path);
  const text = async (data: string | undefined, file: string | undefined): Promise<string | undefined> =>
    data !== undefined
      ? Buffer.from(data, 'base64').toString('utf8')
      : file === undefined
        ? undefined
        : read(resolve(folder, file));
  const fetched = user.exec === undefined ? {} : await runExec(user.exec, environment);
  return {
    server: cluster.server.replace(/\/$/, ''),
    namespace: context.namespace,
    ca: await text(cluster['certificate-authority-data'], cluster['certificate-authority']),
    token: fetched.token ?? user.token ?? (await text(undefined, user.tokenFile))?.trim(),
    certificate:
      fetched.clientCertificateData ??
      (await text(user['client-certificate-data'], user['client-certificate'])),
    key: fetched.clientKeyData ?? (await text(user['client-key-data'], user['client-key'])),
  };
}

/** Runs a credential plugin of client-go. */
async function runExec(
  exec: z.infer<typeof execSchema>,
  environment: { readonly [name: string]: string | undefined },
): Promise<z.infer<typeof credentialSchema>['status']> {
  const added = Object.fromEntries((exec.env ?? []).map((one) => [one.name, one.value]));
  const info = { apiVersion: exec.apiVersion, kind: 'ExecCredential', spec: { interactive: false } };
  const { exitCode, failure, output } = await runProgram([exec.command, ...(exec.args ?? [])], {
    timeoutMs: EXEC_TIMEOUT_MS,
    environment: { ...environment, ...added, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    exact: true,
  });
  const credential = exitCode === 0 ? credentialSchema.safeParse(jsonOf(output)) : undefined;
  if (credential?.success === true) return credential.data.status;
  throw new RegctlError('CREDENTIAL_REJECTED', `${exec.command} gave no credential for the cluster`, {
    reason: failure ?? `exit code ${String(exitCode)}, and no ExecCredential on stdout`,
    hint: 'see whether `kubectl get namespaces` works',
  });
}

function yamlOf(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw unusable(path, error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it is no YAML');
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no credential, which is said by whoever asked.
    return undefined;
  }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fileFailure('read', path, error);
  }
}

function unusable(path: string, reason: string): RegctlError {
  return new RegctlError('INVALID_INPUT', `${path} cannot be used as a kubeconfig`, {
    reason,
    hint: 'name a file that works with `kubectl --kubeconfig`',
  });
}
