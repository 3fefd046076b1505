import { readFileSync } from 'node:fs';

const usage = `A request is a file, e.g. examples/hub-and-spoke1.json:
  node ${process.argv[1]} FILE`;

/** The request to send: the file named on the command line. */
export const readRequest = () => {
  const file = process.argv[2];
  if (file === undefined) {
    console.error(usage);
    process.exit(2);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
};

/** A variable that has to be set. */
export const variable = (name) => {
  const value = process.env[name]?.trim();
  if (!value) {
    console.error(`Set ${name}.`);
    process.exit(2);
  }
  return value;
};
