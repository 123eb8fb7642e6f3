import type { SeriesStack } from '@ichor/api';
import { noticeRemedy, noticeTitle } from '@ichor/notices';
import type { SeriesReport } from '@ichor/report';
import type { ViewStore } from '../viewer/index.ts';
import { NoticeSlices } from './notice-slices.tsx';

interface NoticesProps {
  readonly notices: SeriesReport['notices'];
  /** Of the series on the screen; undefined while it is not there. */
  readonly stack: SeriesStack | undefined;
  readonly view: ViewStore;
}

/** What a reader has to know about the images; never folded away. */
export function Notices({ notices, stack, view }: NoticesProps) {
  if (notices.length === 0) return null;
  return (
    <section>
      <h2>About the images</h2>
      <ul className="notices">
        {notices.map(({ code, message, sopInstanceUids }) => (
          <li key={`${code} ${message}`}>
            <strong>{noticeTitle(code)}</strong>
            {message}
            <Remedy code={code} />
            <NoticeSlices uids={sopInstanceUids} stack={stack} view={view} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a person should do, where there is something to do. */
function Remedy({ code }: { readonly code: string }) {
  const remedy = noticeRemedy(code);
  return remedy === undefined || remedy === 'Nothing.' ? null : <p className="notice-remedy">{remedy}</p>;
}
