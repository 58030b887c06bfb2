/** Text that is HTML already; all other text is escaped when it is put into a page. */
export interface Html {
  readonly html: string;
}

type Piece = Html | string | undefined | readonly Html[];

/** Makes HTML of a template: what is put in is escaped, unless it is HTML. */
export function html(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: texts.map((text, at) => (at === 0 ? text : `${render(pieces[at - 1])}${text}`)).join('') };
}

function render(piece: Piece): string {
  if (piece === undefined) return '';
  if (typeof piece === 'string') return escape(piece);
  return 'html' in piece ? piece.html : piece.map((one) => one.html).join('');
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** No colours that are hard to read, no width that does not fit a phone; everything by the browser's own controls. */
const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 34rem; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; }
label { display: block; font-weight: 600; margin-top: 1rem; }
input, select, button { box-sizing: border-box; font: inherit; padding: 0.5rem; }
input, select { width: 100%; }
button { cursor: pointer; margin: 1.5rem 0.5rem 0 0; min-width: 8rem; }
dt { font-weight: 600; margin-top: 0.75rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.code { font: 600 1.5rem ui-monospace, monospace; letter-spacing: 0.1em; }
.notice { border-inline-start: 0.25rem solid; padding-inline-start: 0.75rem; }
small { display: block; }
.qr svg { background: #fff; display: block; height: auto; margin: 1rem 0; max-width: 14rem; width: 100%; }
.codes { columns: 2; list-style: none; padding: 0; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.ways { list-style: none; padding: 0; }
.ways a { display: inline-block; padding: 0.5rem 0; }
`;

/** A whole page, with the headers that let a browser load nothing but itself and run nothing but a script of ours that is in it. */
export function page(
  title: string,
  body: Html,
  options: {
    readonly status?: number;
    readonly cookies?: readonly string[];
    readonly script?: string;
  } = {},
): Response {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const text = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} - regctl</title>
        <style nonce="${nonce}">
          ${{ html: STYLE }}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
        ${
          options.script === undefined
            ? undefined
            : html`<script nonce="${nonce}">
                ${{ html: options.script }};
              </script>`
        }
      </body>
    </html> `;
  const scripts = options.script === undefined ? '' : ` script-src 'nonce-${nonce}';`;
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}';${scripts} form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    // With no-referrer a browser would send `Origin: null` with a form, and the form would be refused.
    'referrer-policy': 'same-origin',
  });
  for (const cookie of options.cookies ?? []) headers.append('set-cookie', cookie);
  return new Response(text.html, { status: options.status ?? 200, headers });
}

/** Sends a browser on to another page of this server after a form. */
export function seeOther(path: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location: path });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}

/** A message that a screen reader reads out when the page comes. */
export function alert(message: string | undefined): Html | undefined {
  return message === undefined ? undefined : html`<p class="notice" role="alert">${message}</p>`;
}

/** A field with its label. */
export function field(
  name: string,
  label: string,
  attributes: {
    readonly type?: 'text' | 'email' | 'password';
    readonly autocomplete: string;
    readonly value?: string;
    readonly note?: string;
    readonly minLength?: number;
    readonly optional?: true;
  },
): Html {
  const { type = 'text', autocomplete, value = '', note, minLength = 1, optional } = attributes;
  const noteId = `${name}-note`;
  return html`<label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${autocomplete}"
      maxlength="500"
      ${optional ? undefined : html`minlength="${String(minLength)}" required`}
      ${note === undefined ? undefined : html`aria-describedby="${noteId}"`}
    />
    ${note === undefined ? undefined : html`<small id="${noteId}">${note}</small>`}`;
}
