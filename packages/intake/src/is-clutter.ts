/** What systems leave in every folder (Windows, macOS), and files that are hidden: nobody means them to be read. */
export const isClutter = (name: string): boolean =>
  /^\.(?!\.?$)/.test(name) || /^(__MACOSX|Thumbs\.db|ehthumbs\.db|desktop\.ini)$/i.test(name);
