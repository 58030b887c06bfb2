/** The word by which regctl calls itself to look for a release, while nobody waits. */
export const LOOK_WORD = '__look-for-release';
