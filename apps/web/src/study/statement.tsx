/** The answer in words, said aloud when it comes. */
export const Statement = ({ text, called }: { text: string; called: boolean }) => (
  <p className={called ? 'statement called' : 'statement'} role="status">
    {text}
  </p>
);
