/** The page's addresses. None of them, and no title, says anything of a patient. */
export type Route =
  | { readonly page: 'worklist' }
  | { readonly page: 'study'; readonly studyId: string }
  | { readonly page: 'make'; readonly search: string }
  | { readonly page: 'unknown' };

export function routeOf({ pathname, search }: { pathname: string; search: string }): Route {
  if (pathname === '/') return { page: 'worklist' };
  if (pathname === '/studies/new') return { page: 'make', search };
  const studyId = /^\/studies\/([1-9][0-9]{0,17})$/.exec(pathname)?.[1];
  return studyId ? { page: 'study', studyId } : { page: 'unknown' };
}

export const titleOf = ({ page }: Route): string =>
  ({ worklist: 'Ichor', study: 'Study - Ichor', make: 'Make a patient - Ichor', unknown: 'Ichor' })[page];
