/** As long as VR DS and CS allow (PS3.5 table 6.2-1). */
const MOST = 16;
/** Printable, and without the ^ that parts the names of a person. */
const HARMLESS = /^[\x20-\x5d\x5f-\x7e]*$/;

/**
 * A value of an attribute that tells nothing of the patient, as it may be repeated to a user. Where a length in the header is
 * wrong a value runs on into the next elements, the patient's name among them: then it is longer than its VR allows, or holds
 * bytes that are no text, and only that is said.
 *
 * @param values how many values the attribute has
 */
export function quoted(text: string, values = 1): string {
  const most = values * (MOST + 1) - 1;
  if (text.length <= most && HARMLESS.test(text)) return `"${text}"`;
  return `(a text of ${text.length} characters)`;
}
