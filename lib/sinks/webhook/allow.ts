import { isIP } from 'node:net';

/** Host names as they compare: lower case, no brackets around IPv6, no dot at the end. */
export const plainHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const NUMBER = /^(\d+|0x[0-9a-f]*)$/;
const LENGTH = /^(0|[1-9]\d{0,2})$/;

/** Words that people write where they mean something else than a host of that name. */
const WORDS: ReadonlySet<string> = new Set(
  'all any none true false yes no on off public private internal local host hosts cidr'.split(' '),
);

const isAddress = (text: string): boolean => isIP(text) !== 0 && !text.includes('%');

const isBlock = (address: string, length: string): boolean =>
  isAddress(address) && LENGTH.test(length) && Number(length) <= (isIP(address) === 4 ? 32 : 128);

/** A host whose last label is a number would be read as an IPv4 address in some other spelling. */
const isHost = (text: string): boolean => {
  const labels = plainHost(text).split('.');
  return (
    text.length <= 253 &&
    labels.every((label) => LABEL.test(label)) &&
    !NUMBER.test(labels.at(-1) ?? '') &&
    !WORDS.has(labels.join('.'))
  );
};

/** Whether an entry of `PEERFLOW_WEBHOOK_ALLOW` is a host name, an address or a CIDR block. */
export const isAllowEntry = (entry: string): boolean => {
  const [address = '', length, ...more] = entry.split('/');
  if (more.length > 0) return false;
  if (length !== undefined) return isBlock(address, length);
  return isAddress(entry.replace(/^\[(.*:.*)\]$/, '$1')) || isHost(entry);
};

/** The entries of the whole variable: by spaces or commas. A part between commas that is empty stays, as ''. */
export const allowEntries = (text: string): readonly string[] =>
  text.split(',').flatMap((part) => part.trim().split(/\s+/));
