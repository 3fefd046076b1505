export { treat as classify } from './treat.ts';
