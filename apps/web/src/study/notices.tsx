import { en, type SeriesReport } from '@ichor/report';
import { counted } from '../common/counted.ts';

/** What a reader has to know about the images; never folded away. */
export function Notices({ notices }: { notices: SeriesReport['notices'] }) {
  if (notices.length === 0) return null;
  return (
    <section>
      <h2>About the images</h2>
      <ul className="notices">
        {notices.map(({ code, message, sopInstanceUids }) => (
          <li key={`${code} ${message}`}>
            <strong>{en.noticeTitle(code)}</strong>
            {message}
            {sopInstanceUids.length > 0 && (
              <span className="quiet"> On {counted(sopInstanceUids.length, 'slice')}.</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
