const DATE = /^(\d{4})(\.?)(\d{2})\2(\d{2})$/;
const DATE_TIME = /^(\d{4})(\d{2})?(\d{2})?(\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)?([+-]\d{4})?$/;
const TIME = /^\d{2}(?::?\d{2}(?::?\d{2}(?:\.\d{1,6})?)?)?$/;
const DAY_MS = 86_400_000;

/** A DA moved by whole days (PS3.5 section 6.2; the old form with points too); undefined where it is no date. */
export function shiftDate(text: string, days: number): string | undefined {
  const [, year, point = '', month, day] = DATE.exec(text) ?? [];
  const moved = year === undefined ? undefined : movedDay(year, month!, day!, days);
  return moved && [moved.slice(0, 4), moved.slice(4, 6), moved.slice(6)].join(point);
}

/** A DT moved by whole days, as exact as it was; the middle stands for a month or day that it lacks. */
export function shiftDateTime(text: string, days: number): string | undefined {
  const [, year, month, day, time = '', zone = ''] = DATE_TIME.exec(text) ?? [];
  if (year === undefined || (time !== '' && day === undefined)) return undefined;
  const moved = movedDay(year, month ?? '07', day ?? '15', days);
  if (moved === undefined) return undefined;
  const digits = day === undefined ? (month === undefined ? 4 : 6) : 8;
  return `${moved.slice(0, digits)}${time}${zone}`;
}

/** Whether a TM holds a time of day and nothing else. */
export const isTime = (text: string): boolean => TIME.test(text);

function movedDay(year: string, month: string, day: string, days: number): string | undefined {
  const start = new Date(0);
  start.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // Otherwise the 31st of a short month would be some other day.
  if (start.getUTCMonth() !== Number(month) - 1 || start.getUTCDate() !== Number(day)) return undefined;
  const moved = new Date(start.getTime() + days * DAY_MS);
  const y = moved.getUTCFullYear();
  if (!(y >= 1 && y <= 9999)) return undefined;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(y).padStart(4, '0')}${two(moved.getUTCMonth() + 1)}${two(moved.getUTCDate())}`;
}
