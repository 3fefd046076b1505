// xml2js and its SAX parser wait for the first answer in XML: most functions never see one. Both SDKs get
// the version of the core; the one that the SMQ client asks for lets XML write prototypes.
const xml2js = () => require('xml2js');
module.exports = {
  get Parser() {
    return xml2js().Parser;
  },
  get Builder() {
    return xml2js().Builder;
  },
  parseString: (...given) => xml2js().parseString(...given),
};
