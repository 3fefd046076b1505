import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { commonJs } from '../../lib/aliyun/core.ts';
import type { CredentialSource, Credentials } from './credentials.ts';

/*
 * The official providers know every mode of a profile (keys, tokens, roles, single sign-on). Files are
 * looked at here first, because the providers would put the content of a file that they cannot read
 * into their message.
 */

/** What the official providers answer with. */
interface Provider {
  getCredentials(): Promise<{
    readonly accessKeyId?: string;
    readonly accessKeySecret?: string;
    readonly securityToken?: string;
  }>;
}

type Missing = { readonly missing: string };

const ask = async (provider: Provider): Promise<Credentials | Missing> => {
  try {
    const { accessKeyId, accessKeySecret, securityToken } = await provider.getCredentials();
    if (!accessKeyId || !accessKeySecret) return { missing: 'has no access key' };
    return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
  } catch (error) {
    // Messages of the providers may hold answers of the token service: only their beginning is shown.
    const message = error instanceof Error ? error.message : String(error);
    return {
      missing:
        message
          .replace(/[{"].*/s, '')
          .trim()
          .slice(0, 160) || 'cannot be used',
    };
  }
};

const readText = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
};

const cliConfig = v.object({
  current: v.optional(v.string()),
  profiles: v.array(v.object({ name: v.string() })),
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A profile of the Alibaba Cloud CLI. */
export const fromCliProfile = (home: string, profile: string | undefined): CredentialSource => {
  const file = path.join(home, '.aliyun', 'config.json');
  return {
    name: file,
    find: async () => {
      const text = await readText(file);
      if (text === undefined) return { missing: 'no such file' };
      const config = v.safeParse(cliConfig, parseJson(text));
      if (!config.success) return { missing: 'not a configuration of the Alibaba Cloud CLI' };
      const { current, profiles } = config.output;
      const wanted = profile ?? current ?? '';
      if (!profiles.some(({ name }) => name === wanted))
        return {
          missing: `no profile “${wanted}”; there are ${profiles.map(({ name }) => name).join(', ')}`,
        };
      const { default: CliProfile } = commonJs(
        await import('@alicloud/credentials/dist/src/providers/cli_profile.js'),
      );
      return ask(CliProfile.builder().withProfileName(wanted).build());
    },
  };
};

/** A section of the shared credentials file. */
export const fromCredentialsFile = (
  home: string,
  env: Readonly<Record<string, string | undefined>>,
  profile: string | undefined,
): CredentialSource => {
  const file =
    env.ALIBABA_CLOUD_CREDENTIALS_FILE ?? path.join(home, '.alibabacloud', 'credentials');
  const wanted = profile ?? 'default';
  return {
    name: file,
    find: async () => {
      const text = await readText(file);
      if (text === undefined) return { missing: 'no such file' };
      if (!text.includes(`[${wanted}]`)) return { missing: `no section [${wanted}]` };
      const { default: Profile } = commonJs(
        await import('@alicloud/credentials/dist/src/providers/profile.js'),
      );
      return ask(Profile.builder().withProfileName(wanted).build());
    },
  };
};

/** The role of the machine, only where a variable names it: the metadata service is not searched for. */
export const fromInstanceRole = (
  env: Readonly<Record<string, string | undefined>>,
): CredentialSource => ({
  name: 'role of this machine (ALIBABA_CLOUD_ECS_METADATA)',
  find: async () => {
    const role = env.ALIBABA_CLOUD_ECS_METADATA;
    if (!role) return { missing: 'not set' };
    const { default: InstanceRole } = commonJs(
      await import('@alicloud/credentials/dist/src/providers/ecs_ram_role.js'),
    );
    return ask(InstanceRole.builder().withRoleName(role).build());
  },
});
