// Function Compute hands over static credentials; providers that read files and metadata servers stay out.
class Config {
  constructor(fields) {
    Object.assign(this, fields);
  }
}
class Credential {
  constructor(config = {}) {
    this.config = config;
  }
  async getCredential() {
    const { accessKeyId, accessKeySecret, securityToken, type } = this.config;
    const kind = type ?? (securityToken ? 'sts' : 'access_key');
    const providerName = securityToken ? 'static_sts' : 'static_ak';
    return { accessKeyId, accessKeySecret, securityToken, type: kind, providerName };
  }
  async getAccessKeyId() {
    return this.config.accessKeyId;
  }
  async getAccessKeySecret() {
    return this.config.accessKeySecret;
  }
  async getSecurityToken() {
    return this.config.securityToken;
  }
  getBearerToken() {
    return '';
  }
  getType() {
    return this.config.type;
  }
}
exports.__esModule = true;
exports.default = Credential;
exports.Config = Config;
