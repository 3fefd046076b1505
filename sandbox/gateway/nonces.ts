/** Remembers the newest nonces; older ones lie outside the time window of a signature anyway. */
export const createNonces = (most = 200_000): ((nonce: string) => boolean) => {
  const seen = new Set<string>();
  return (nonce) => {
    if (seen.has(nonce)) return false;
    seen.add(nonce);
    const [oldest] = seen.size > most ? seen : [];
    if (oldest !== undefined) seen.delete(oldest);
    return true;
  };
};
