import type { ComponentProps, MouseEvent } from 'react';
import { navigate } from './navigate.ts';

/** A link within the page; with a modifier key or the middle button it is an ordinary one. */
export function Link({ href, ...rest }: ComponentProps<'a'> & { href: string }) {
  const onClick = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
  };
  return <a {...rest} href={href} onClick={onClick} />;
}
