import * as z from 'zod';

/** One proof of control, in any of its forms; members of other forms are absent. */
export interface ApiProof {
  readonly txt_name?: string | null | undefined;
  readonly txt_value?: string | null | undefined;
  readonly http_url?: string | null | undefined;
  readonly http_body?: string | null | undefined;
  readonly emails?: readonly string[] | null | undefined;
  readonly cname?: string | null | undefined;
  readonly cname_target?: string | null | undefined;
}

/** The certificate. Members that hold uploaded certificates or keys are not named here, so they are dropped unread. */
export interface ApiHostnameSsl {
  readonly status?: string | null | undefined;
  readonly method?: string | null | undefined;
  readonly certificate_authority?: string | null | undefined;
  readonly wildcard?: boolean | null | undefined;
  readonly expires_on?: string | null | undefined;
  readonly validation_records?: readonly ApiProof[] | null | undefined;
  readonly dcv_delegation_records?: readonly ApiProof[] | null | undefined;
  readonly validation_errors?: readonly { readonly message?: string | undefined }[] | null | undefined;
}

export interface ApiHostname {
  readonly id: string;
  readonly hostname: string;
  readonly status?: string | null | undefined;
  readonly ssl?: ApiHostnameSsl | null | undefined;
  readonly ownership_verification?:
    | { readonly name?: string | null | undefined; readonly value?: string | null | undefined }
    | null
    | undefined;
  readonly ownership_verification_http?:
    | { readonly http_url?: string | null | undefined; readonly http_body?: string | null | undefined }
    | null
    | undefined;
  readonly verification_errors?: readonly string[] | null | undefined;
  readonly custom_origin_server?: string | null | undefined;
  readonly created_at?: string | null | undefined;
}

const text = z.string().nullish();

const proof: z.ZodType<ApiProof> = z.object({
  txt_name: text,
  txt_value: text,
  http_url: text,
  http_body: text,
  emails: z.array(z.string()).nullish(),
  cname: text,
  cname_target: text,
});

export const apiHostname: z.ZodType<ApiHostname> = z.object({
  id: z.string(),
  hostname: z.string(),
  status: text,
  ssl: z
    .object({
      status: text,
      method: text,
      certificate_authority: text,
      wildcard: z.boolean().nullish(),
      expires_on: text,
      validation_records: z.array(proof).nullish(),
      dcv_delegation_records: z.array(proof).nullish(),
      validation_errors: z.array(z.object({ message: z.string().optional() })).nullish(),
    })
    .nullish(),
  ownership_verification: z.object({ name: text, value: text }).nullish(),
  ownership_verification_http: z.object({ http_url: text, http_body: text }).nullish(),
  verification_errors: z.array(z.string()).nullish(),
  custom_origin_server: text,
  created_at: text,
});

export interface ApiFallbackOrigin {
  readonly origin?: string | null | undefined;
  readonly status?: string | null | undefined;
  readonly errors?: readonly string[] | null | undefined;
}

export const apiFallbackOrigin: z.ZodType<ApiFallbackOrigin> = z.object({
  origin: text,
  status: text,
  errors: z.array(z.string()).nullish(),
});

export const apiHostnameQuota: z.ZodType<{ readonly allocated: number; readonly used: number }> = z.object({
  allocated: z.number(),
  used: z.number(),
});

export const apiDelegation: z.ZodType<{ readonly uuid: string }> = z.object({
  uuid: z.string().regex(/^[0-9a-z-]{1,63}$/i),
});

export const apiHostnameGone: z.ZodType<{ readonly id: string }> = z.object({ id: z.string() });
