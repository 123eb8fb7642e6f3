import type { SimulationRequest } from '@ichor/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { simulate } from '../api/commands.ts';
import { studyQuery } from '../api/queries.ts';
import { navigate } from '../shell/navigate.ts';
import { makeAddress } from './make-address.ts';

/** So long a slider has to rest before the patient under it is made. */
const REST_MS = 350;

/** A patient that was made here. */
export interface Try {
  readonly patient: SimulationRequest;
  readonly studyId: string;
}

/**
 * Makes patients: the first when asked, after that each that the controls come to rest at. The address keeps the last, so that
 * a reload opens it again without making it anew.
 */
export function useMaker(patient: SimulationRequest, studyId: string | undefined) {
  const client = useQueryClient();
  const [tries, setTries] = useState<readonly Try[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Answers of requests that were overtaken are for the list of tries, not for the screen. */
  const newest = useRef(patient);
  const here = useRef(true);
  const { mutate, isPending, error } = useMutation({
    mutationFn: simulate,
    onSuccess: (started, made) => {
      setTries((before) => [
        ...before.filter((one) => one.studyId !== started.studyId),
        { patient: made, studyId: started.studyId },
      ]);
      // What is known of it, if it was made before, may be older than this.
      void client.invalidateQueries({ queryKey: studyQuery(started.studyId).queryKey });
      // Nobody is called back who went to another page meanwhile.
      if (here.current && made === newest.current) {
        navigate(makeAddress({ patient: made, studyId: started.studyId }), { replace: true });
      }
    },
  });
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
      clearTimeout(timer.current);
    };
  }, []);

  return {
    tries,
    /** After they were deleted: the one on the screen is gone too. */
    forgetTries() {
      setTries([]);
      navigate(makeAddress({ patient, studyId: undefined }), { replace: true });
    },
    isPending,
    error,
    make(wanted: SimulationRequest) {
      clearTimeout(timer.current);
      newest.current = wanted;
      mutate(wanted);
    },
    change(wanted: SimulationRequest) {
      navigate(makeAddress({ patient: wanted, studyId }), { replace: true });
      clearTimeout(timer.current);
      newest.current = wanted;
      if (studyId !== undefined) timer.current = setTimeout(() => mutate(wanted), REST_MS);
    },
  };
}
