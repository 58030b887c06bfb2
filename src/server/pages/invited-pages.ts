import type { PageContext, PageDeps } from './deps.ts';
import { answerInvitation, showInvitation } from './invitation.ts';
import {
  mailAddress,
  mailForgotten,
  setNewPassword,
  showAddress,
  showForgotten,
  showNewPassword,
  verifyAddress,
} from './password.ts';

type Show = (deps: PageDeps, context: PageContext) => Response | Promise<Response>;

/** The pages of invitations and of mailed links. */
export const INVITED_PAGES: readonly (readonly ['get' | 'post', string, Show])[] = [
  ['get', '/invitation', showInvitation],
  ['post', '/invitation', answerInvitation],
  ['get', '/password', showForgotten],
  ['post', '/password', mailForgotten],
  ['get', '/password/new', showNewPassword],
  ['post', '/password/new', setNewPassword],
  ['post', '/address', mailAddress],
  ['get', '/address', showAddress],
  ['post', '/address/verify', verifyAddress],
];
