/** A token whose form names its issuer, so that it is found wherever it stands. */
export interface KnownToken {
  issuer: string
  /** What it begins with; a few tokens are known by their whole form only. */
  prefix?: string
  /** What follows the prefix, as the source of a regular expression. It must not begin with what can repeat without end before a failure. */
  rest: string
  /** Where the issuer, or a well-kept scanner of secrets, tells the form. */
  source: string
}

const gitleaks = 'https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml'
const github =
  'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats'
const slack = 'https://docs.slack.dev/authentication/tokens'
const stripe = 'https://docs.stripe.com/keys'
const gitlab = 'https://docs.gitlab.com/security/tokens/#token-prefixes'
const aws = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids'
const shopify = 'https://shopify.dev/changelog/length-of-the-shopify-access-token-is-increasing'
const doppler = 'https://docs.doppler.com/reference/auth-token-formats'
const grafana = 'https://grafana.com/docs/grafana/latest/administration/service-accounts/'

/** All known tokens, a row each. */
export const knownTokens: readonly KnownToken[] = [
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((prefix) => ({ issuer: 'AWS', prefix, rest: '[0-9A-Z]{16}', source: aws })),
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'].map((prefix) => ({
    issuer: 'GitHub',
    prefix,
    rest: '\\w{20,255}',
    source: github,
  })),
  ...[
    'glpat-',
    'gldt-',
    'glrt-',
    'glcbt-',
    'glptt-',
    'glft-',
    'glimt-',
    'glagent-',
    'gloas-',
    'glsoat-',
    'glffct-',
  ].map((prefix) => ({ issuer: 'GitLab', prefix, rest: '[\\w.-]{16,255}', source: gitlab })),
  ...[
    'xoxa-',
    'xoxb-',
    'xoxc-',
    'xoxd-',
    'xoxe-',
    'xoxe.xoxp-',
    'xoxe.xoxb-',
    'xoxo-',
    'xoxp-',
    'xoxr-',
    'xoxs-',
    'xapp-',
    'xwfp-',
  ].map((prefix) => ({ issuer: 'Slack', prefix, rest: '[\\w%-]{10,512}', source: slack })),
  ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'sk_org_', 'whsec_'].map((prefix) => ({
    issuer: 'Stripe',
    prefix,
    rest: '[\\w+/=]{10,255}',
    source: stripe,
  })),
  ...['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shptka_', 'shpua_'].map((prefix) => ({
    issuer: 'Shopify',
    prefix,
    rest: '[a-zA-Z\\d_]{16,255}',
    source: shopify,
  })),
  { issuer: 'Google', prefix: 'AIza', rest: '[\\w-]{30,40}', source: gitleaks },
  { issuer: 'Google OAuth', prefix: 'ya29.', rest: '[\\w-]{16,2048}', source: gitleaks },
  { issuer: 'Google OAuth', prefix: 'GOCSPX-', rest: '[\\w-]{20,40}', source: gitleaks },
  {
    issuer: 'Google OAuth',
    prefix: '1//',
    rest: '0[\\w-]{20,512}',
    source: 'https://developers.google.com/identity/protocols/oauth2/web-server#offline',
  },
  ...['sk-ant-', 'sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-or-v1-', 'sk-'].map((prefix) => ({
    issuer: 'OpenAI, Anthropic and others',
    prefix,
    rest: '[\\w-]{20,255}',
    source: gitleaks,
  })),
  { issuer: 'Groq', prefix: 'gsk_', rest: '[a-zA-Z\\d]{20,255}', source: gitleaks },
  { issuer: 'Perplexity', prefix: 'pplx-', rest: '[a-zA-Z\\d]{20,255}', source: gitleaks },
  { issuer: 'xAI', prefix: 'xai-', rest: '[a-zA-Z\\d]{20,255}', source: 'https://docs.x.ai/docs/overview' },
  { issuer: 'Hugging Face', prefix: 'hf_', rest: '[a-zA-Z]{20,255}', source: gitleaks },
  { issuer: 'Hugging Face', prefix: 'api_org_', rest: '[a-zA-Z]{20,255}', source: gitleaks },
  {
    issuer: 'Replicate',
    prefix: 'r8_',
    rest: '[\\w-]{20,255}',
    source: 'https://replicate.com/docs/topics/security/api-tokens',
  },
  { issuer: 'npm', prefix: 'npm_', rest: '[a-zA-Z\\d]{30,255}', source: gitleaks },
  { issuer: 'PyPI', prefix: 'pypi-', rest: 'AgE[\\w-]{16,512}', source: 'https://pypi.org/help/#apitoken' },
  { issuer: 'RubyGems', prefix: 'rubygems_', rest: '[a-f\\d]{32,64}', source: gitleaks },
  {
    issuer: 'Docker',
    prefix: 'dckr_pat_',
    rest: '[\\w-]{20,255}',
    source: 'https://docs.docker.com/security/access-tokens/',
  },
  { issuer: 'Docker', prefix: 'dckr_oat_', rest: '[\\w-]{20,255}', source: gitleaks },
  { issuer: 'SendGrid', prefix: 'SG.', rest: '[\\w-]{16,64}\\.[\\w-]{16,64}', source: gitleaks },
  {
    issuer: 'Twilio',
    prefix: 'SK',
    rest: '[a-f\\d]{32}',
    source: 'https://www.twilio.com/docs/glossary/what-is-a-sid',
  },
  {
    issuer: 'Twilio',
    prefix: 'AC',
    rest: '[a-f\\d]{32}',
    source: 'https://www.twilio.com/docs/glossary/what-is-a-sid',
  },
  { issuer: 'Mailgun', prefix: 'key-', rest: '[a-f\\d]{32}', source: gitleaks },
  { issuer: 'Mailchimp', rest: '[a-f\\d]{32}-us\\d{1,2}', source: gitleaks },
  { issuer: 'Brevo', prefix: 'xkeysib-', rest: '[a-f\\d]{64}-[a-zA-Z\\d]{16}', source: gitleaks },
  {
    issuer: 'Telegram',
    rest: '\\d{8,10}:AA[\\w-]{33}',
    source: 'https://core.telegram.org/bots/features#generating-an-authentication-token',
  },
  {
    issuer: 'Discord',
    rest: '[MNO][\\w-]{23,27}\\.[\\w-]{6,7}\\.[\\w-]{27,42}',
    source: 'https://discord.com/developers/docs/reference#authentication',
  },
  {
    issuer: 'Discord',
    prefix: 'mfa.',
    rest: '[\\w-]{20,255}',
    source: 'https://discord.com/developers/docs/reference#authentication',
  },
  { issuer: 'DigitalOcean', prefix: 'dop_v1_', rest: '[a-f\\d]{64}', source: gitleaks },
  { issuer: 'DigitalOcean', prefix: 'doo_v1_', rest: '[a-f\\d]{64}', source: gitleaks },
  { issuer: 'DigitalOcean', prefix: 'dor_v1_', rest: '[a-f\\d]{64}', source: gitleaks },
  ...['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'].map((prefix) => ({
    issuer: 'Doppler',
    prefix,
    rest: '[\\w.]{20,100}',
    source: doppler,
  })),
  { issuer: 'Linear', prefix: 'lin_api_', rest: '[a-zA-Z\\d]{20,64}', source: gitleaks },
  { issuer: 'Linear', prefix: 'lin_oauth_', rest: '[a-zA-Z\\d]{20,64}', source: gitleaks },
  { issuer: 'Notion', prefix: 'ntn_', rest: '[a-zA-Z\\d]{20,64}', source: gitleaks },
  { issuer: 'Airtable', prefix: 'pat', rest: '[a-zA-Z\\d]{14}\\.[a-f\\d]{64}', source: gitleaks },
  {
    issuer: 'Figma',
    prefix: 'figd_',
    rest: '[\\w-]{20,64}',
    source: 'https://www.figma.com/developers/api#access-tokens',
  },
  { issuer: 'Databricks', prefix: 'dapi', rest: '[a-f\\d]{32}(?:-\\d)?', source: gitleaks },
  {
    issuer: 'Vault',
    prefix: 'hvs.',
    rest: '[\\w-]{20,300}',
    source: 'https://developer.hashicorp.com/vault/docs/concepts/tokens',
  },
  {
    issuer: 'Vault',
    prefix: 'hvb.',
    rest: '[\\w-]{20,300}',
    source: 'https://developer.hashicorp.com/vault/docs/concepts/tokens',
  },
  { issuer: 'Terraform', rest: '[a-zA-Z\\d]{14}\\.atlasv1\\.[\\w=-]{20,80}', source: gitleaks },
  { issuer: 'Grafana', prefix: 'glsa_', rest: '[a-zA-Z\\d]{32}_[a-f\\d]{8}', source: grafana },
  { issuer: 'Grafana', prefix: 'glc_', rest: '[a-zA-Z\\d+/]{20,400}={0,2}', source: grafana },
  ...['NRAK-', 'NRII-', 'NRRA-', 'NRJS-'].map((prefix) => ({
    issuer: 'New Relic',
    prefix,
    rest: '[a-zA-Z\\d]{16,64}',
    source: gitleaks,
  })),
  { issuer: 'Dynatrace', prefix: 'dt0c01.', rest: '[A-Z\\d]{24}\\.[A-Z\\d]{64}', source: gitleaks },
  { issuer: 'Sentry', prefix: 'sntrys_', rest: '[\\w+/=-]{20,400}', source: gitleaks },
  { issuer: 'Sentry', prefix: 'sntryu_', rest: '[a-f\\d]{64}', source: gitleaks },
  { issuer: 'PostHog', prefix: 'phx_', rest: '[a-zA-Z\\d]{32,64}', source: 'https://posthog.com/docs/api' },
  { issuer: 'Supabase', prefix: 'sbp_', rest: '[a-f\\d]{40}', source: 'https://supabase.com/docs/guides/api/api-keys' },
  {
    issuer: 'Supabase',
    prefix: 'sb_secret_',
    rest: '[\\w-]{20,64}',
    source: 'https://supabase.com/docs/guides/api/api-keys',
  },
  { issuer: 'PlanetScale', prefix: 'pscale_tkn_', rest: '[\\w=.-]{32,64}', source: gitleaks },
  { issuer: 'PlanetScale', prefix: 'pscale_pw_', rest: '[\\w=.-]{32,64}', source: gitleaks },
  { issuer: 'Square', prefix: 'sq0atp-', rest: '[\\w-]{22}', source: gitleaks },
  { issuer: 'Square', prefix: 'sq0csp-', rest: '[\\w-]{43}', source: gitleaks },
  { issuer: 'Square', prefix: 'EAAA', rest: '[\\w-]{60}', source: gitleaks },
  { issuer: 'Facebook', prefix: 'EAACEdEose0cBA', rest: '[a-zA-Z\\d]{10,255}', source: gitleaks },
  { issuer: 'Facebook', prefix: 'EAA', rest: '[MC][a-zA-Z\\d]{60,255}', source: gitleaks },
  { issuer: 'Atlassian', prefix: 'ATATT3', rest: '[\\w=-]{60,255}', source: gitleaks },
  { issuer: 'Heroku', prefix: 'HRKU-', rest: '[\\w-]{36,80}', source: gitleaks },
  { issuer: 'Fly.io', prefix: 'fo1_', rest: '[\\w-]{43}', source: gitleaks },
  { issuer: 'Fly.io', prefix: 'fm2_', rest: '[\\w+/=-]{60,512}', source: gitleaks },
  {
    issuer: 'Netlify',
    prefix: 'nfp_',
    rest: '[\\w-]{36,64}',
    source: 'https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/',
  },
  { issuer: 'Postman', prefix: 'PMAK-', rest: '[a-f\\d]{24}-[a-f\\d]{34}', source: gitleaks },
  { issuer: 'EasyPost', prefix: 'EZAK', rest: '[a-zA-Z\\d]{54}', source: gitleaks },
  { issuer: 'Prefect', prefix: 'pnu_', rest: '[a-zA-Z\\d]{36}', source: gitleaks },
  { issuer: 'Pulumi', prefix: 'pul-', rest: '[a-f\\d]{40}', source: gitleaks },
  { issuer: 'Readme', prefix: 'rdme_', rest: '[a-z\\d]{70}', source: gitleaks },
  { issuer: 'Typeform', prefix: 'tfp_', rest: '[\\w.=-]{50,70}', source: gitleaks },
  { issuer: 'Alibaba', prefix: 'LTAI', rest: '[a-zA-Z\\d]{16,24}', source: gitleaks },
  { issuer: '1Password', prefix: 'ops_eyJ', rest: '[\\w+/=-]{50,2000}', source: gitleaks },
  { issuer: 'age', prefix: 'AGE-SECRET-KEY-1', rest: '[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}', source: gitleaks },
  {
    issuer: 'Resend',
    prefix: 're_',
    rest: '[a-zA-Z\\d]{8}_[a-zA-Z\\d]{16,40}',
    source: 'https://resend.com/docs/api-reference/introduction',
  },
  {
    issuer: 'Clerk',
    prefix: 'ak_',
    rest: '[a-zA-Z\\d]{32,64}',
    source: 'https://clerk.com/docs/guides/development/machine-auth/api-keys',
  },
  {
    issuer: 'Mapbox',
    prefix: 'sk.eyJ',
    rest: '[\\w-]{20,200}\\.[\\w-]{16,64}',
    source: 'https://docs.mapbox.com/help/dive-deeper/access-tokens/',
  },
  {
    issuer: 'Azure DevOps',
    rest: '[a-zA-Z\\d]{76}AZDO[a-zA-Z\\d]{4}',
    source:
      'https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
  },
  {
    issuer: 'Slack webhook',
    prefix: 'hooks.slack.com/services/',
    rest: '[\\w/]{20,100}',
    source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
  },
  {
    issuer: 'Discord webhook',
    prefix: 'discord.com/api/webhooks/',
    rest: '\\d{10,24}/[\\w-]{40,100}',
    source: 'https://discord.com/developers/docs/resources/webhook',
  },
]
