import { IchorError, isIchorError } from '@ichor/notices';

/** HTTP's status for each code that a route may fail with; what is not listed is the sender's mistake: 400. */
const STATUS: Readonly<Record<string, number>> = {
  'key-needed': 401,
  'not-found': 404,
  'upload-unknown': 404,
  'content-missing': 404,
  'content-changed': 409,
  'content-unreadable': 500,
  'files-left': 500,
  'too-large': 413,
  'too-many': 413,
  'disk-full': 507,
  'database-away': 503,
  'page-missing': 503,
  'host-refused': 421,
  'origin-refused': 403,
  'slice-damaged': 409,
  'not-readable': 409,
};

export const statusOf = (error: IchorError): number => STATUS[error.code] ?? 400;

export const notFound = (subject: string): IchorError =>
  new IchorError({
    code: 'not-found',
    subject,
    problem: 'is not here',
  });

export const asApiError = (error: unknown) =>
  isIchorError(error)
    ? { code: error.code, subject: error.subject, problem: error.problem, remedy: error.remedy }
    : {
        code: 'internal',
        subject: 'the server',
        problem: 'failed at this request',
        remedy: 'Try again; if it fails again, look at its log.',
      };
