/** A path as a part of an address: nothing in it acts but its slashes. */
export const pathIn = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
