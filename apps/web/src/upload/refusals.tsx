import { counted } from '../common/counted.ts';

/** More would only slow the page; the number of all stands above them. */
const MOST_SHOWN = 200;

/**
 * Files that were not taken, each with its reason.
 *
 * @param what is the matter with them
 */
export function Refusals(props: {
  files: readonly { name: string; reason?: string | undefined }[];
  what?: string;
}) {
  const { files, what = 'not taken' } = props;
  if (files.length === 0) return null;
  return (
    <details open={files.length <= 5}>
      <summary>
        {counted(files.length, 'file')} {what}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <ul className="refusals" tabIndex={0} aria-label={`Files ${what}, and why`}>
        {files.slice(0, MOST_SHOWN).map(({ name, reason }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and none changes place
          <li key={i}>
            <span className="name">{name}</span>
            <span className="quiet">{reason ?? 'no reason was given'}</span>
          </li>
        ))}
        {files.length > MOST_SHOWN && <li className="quiet">and {files.length - MOST_SHOWN} more</li>}
      </ul>
    </details>
  );
}
