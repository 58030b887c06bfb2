import type { ProviderDescription } from '../ports/dns-provider.ts';

/** The record types that a provider takes. */
export function typesText({ types, providerTypes = [] }: ProviderDescription['dns']): string {
  return types === 'any' ? ['any', ...providerTypes].join(' ') : types.join(' ');
}

/** What a provider is and needs, as plain text. */
export function providerText(provider: ProviderDescription): string {
  const { dns } = provider;
  const field = ({ name, label, required, env }: ProviderDescription['settings'][number]): string =>
    `  ${name}${required ? '' : ' (optional)'}: ${label}${env === undefined ? '' : `; from the environment as ${env} or ${env}_FILE`}`;
  const lines = [
    `${provider.title} (${provider.name})`,
    '',
    `Endpoint: ${provider.endpoint.label}, such as ${provider.endpoint.example}`,
    ...(provider.needsZones
      ? ['The zones must be named with --zone, as the protocol cannot list them.']
      : []),
    ...(provider.settings.length === 0 ? [] : ['', 'Settings:', ...provider.settings.map(field)]),
    ...(provider.credentials.length === 0
      ? []
      : ['', 'Secret, as JSON on stdin:', ...provider.credentials.map(field)]),
    '',
    `Types: ${typesText(dns)}`,
    `TTL: ${dns.minTtl} to ${dns.maxTtl} s. One write replaces a ${dns.granularity}${dns.atomic ? ', whole or not at all' : ''}.`,
    ...dns.notes.map((note) => `${note.subject}: ${note.text}`),
    ...section('Setup:', provider.setup),
    ...section('Limits:', provider.limits),
    ...section('Registrar, where it differs:', registrarLines(provider)),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: readonly string[] | undefined): string[] {
  return lines === undefined || lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function registrarLines({ registrar }: ProviderDescription): readonly string[] {
  return Object.entries(registrar?.actions ?? {})
    .filter(([, { support }]) => support !== 'full')
    .map(
      ([action, { support, note, page }]) =>
        `${action}: ${support === 'none' ? 'no API; ' : ''}${note ?? ''}${page === undefined ? '' : ` (${page})`}`,
    );
}
