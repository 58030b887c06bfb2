/** Stands, on Workers, for packages whose code needs a machine; nothing calls them there. */
export {};
