import { words, needsZone, type CommandCases } from './command-cases.ts';

export const hostnamesCases: { readonly [path: string]: CommandCases } = {
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
};
