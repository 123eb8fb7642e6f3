import { useEffect, useRef, useState } from 'react';
import { navigate } from '../shell/navigate.ts';
import { droppedFiles } from './chosen-file.ts';
import './drop-target.css';
import { useAddFiles } from './use-add-files.ts';

/** The whole window takes what is dropped, on every page: a file that misses a small target would replace the page. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  const addFiles = useAddFiles();
  const add = useRef(addFiles);
  add.current = addFiles;
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const dragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      // Moves between elements have where they go to; leaving the window has nowhere.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!event.dataTransfer || !hasFiles(event)) return;
      event.preventDefault();
      add.current(droppedFiles(event.dataTransfer));
      navigate('/');
    };
    window.addEventListener('dragover', dragOver);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', dragOver);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  if (!over) return null;
  return (
    <div className="drop-target">
      <strong>Drop to send</strong>
      <span>DICOM or NIfTI files, folders of them, or zips</span>
    </div>
  );
}
