/** The sources in place of a bundle, for the tests of calls through the official SDKs: a bundle holds no mutant. */
export * as built from '../integration/built/probe.ts';
