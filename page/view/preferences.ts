/** Remembers choices of a person in this browser; where that is forbidden they last as long as the page. */
export const preferences = {
  read: (name: string): string | null => {
    try {
      return localStorage.getItem(`peerflow-${name}`);
    } catch {
      return null;
    }
  },
  write: (name: string, value: string): void => {
    try {
      localStorage.setItem(`peerflow-${name}`, value);
    } catch {
      // A private window or a full store: the choice is not remembered.
    }
  },
};
