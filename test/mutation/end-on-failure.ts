import fc from 'fast-check';

// A mutant is dead with the first counterexample: to look for a smaller one would only take time.
fc.configureGlobal({ endOnFailure: true });
