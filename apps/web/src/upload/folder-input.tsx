import type { ChangeEvent, RefObject } from 'react';

interface FolderInputProps {
  /** To open the browser's dialog by. */
  readonly ref: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** Lets a whole folder be chosen; a button that is seen opens it. */
export function FolderInput({ ref, label, onChange }: FolderInputProps) {
  return (
    <input
      // React knows no attribute for it.
      ref={(input) => {
        ref.current = input;
        if (input) input.webkitdirectory = true;
      }}
      type="file"
      hidden
      aria-label={label}
      onChange={onChange}
    />
  );
}
