const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/**
 * Stands in for the component fc3, which the command line would download: `s verify` asks a
 * component for its schema and for nothing else. The schema beside this file is the component's own.
 */
module.exports = class {
  getSchema() {
    return readFileSync(join(__dirname, 'schema.json'), 'utf8');
  }
};
