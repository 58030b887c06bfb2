import { html, type Html } from './html.ts';

/**
 * The one script of the pages: hands what the page asks for to the browser, and its answer to the form. Without it, or in a browser that knows no passkeys,
 * the other ways to sign in remain.
 */
export const PASSKEY_SCRIPT = `
{
  const form = document.querySelector('form[data-options]');
  const button = form.querySelector('button');
  const say = (text) => { document.querySelector('#passkey-status').textContent = text; };
  const kind = form.dataset.kind;
  const parser = kind === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON';
  const run = async () => {
    button.disabled = true;
    say('Your browser asks you now.');
    try {
      const publicKey = PublicKeyCredential[parser](JSON.parse(form.dataset.options));
      const credential = await navigator.credentials[kind]({ publicKey });
      form.elements.namedItem('answer').value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      button.disabled = false;
      say(error.name === 'InvalidStateError' ? 'There is one of yours on it already.' : 'Nothing was done. You can try again.');
    }
  };
  if (typeof PublicKeyCredential === 'function' && parser in PublicKeyCredential) {
    button.hidden = false;
    button.addEventListener('click', run);
    if (form.dataset.tried === undefined) run();
  } else {
    say('This browser is too old for passkeys, or does without them.');
  }
}
`;

/** The form that the script fills in. */
export function passkeyForm(
  action: string,
  options: { readonly kind: 'create' | 'get'; readonly options: object; readonly tried?: boolean },
  label: string,
  fields: { readonly [name: string]: string },
): Html {
  const hidden = Object.entries({ ...fields, answer: '' }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form
      method="post"
      action="${action}"
      data-kind="${options.kind}"
      data-options="${JSON.stringify(options.options)}"
      ${options.tried === true ? html`data-tried` : undefined}
    >
      ${hidden}
      <button type="button" hidden>${label}</button>
    </form>
    <p id="passkey-status" role="status"></p>
    <noscript><p class="notice">A passkey needs JavaScript. The other ways do not.</p></noscript>`;
}
