/** A token whose form names its issuer, so that it is found wherever it stands. */
export interface KnownToken {
  issuer: string
  /** What it begins with; empty for the few that are known by their whole form only. */
  prefix: string
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

/** A row for each form: the issuer, its prefixes with spaces between them, what follows them, and the source. */
const rows: readonly (readonly [issuer: string, prefixes: string, rest: string, source: string])[] = [
  ['AWS', 'AKIA ASIA ABIA ACCA', '[0-9A-Z]{16}', aws],
  ['GitHub', 'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_', '\\w{20,255}', github],
  [
    'GitLab',
    'glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct-',
    '[\\w.-]{16,255}',
    gitlab,
  ],
  [
    'Slack',
    'xoxa- xoxb- xoxc- xoxd- xoxe- xoxe.xoxp- xoxe.xoxb- xoxo- xoxp- xoxr- xoxs- xapp- xwfp-',
    '[\\w%-]{10,512}',
    slack,
  ],
  ['Stripe', 'sk_live_ sk_test_ rk_live_ rk_test_ sk_org_ whsec_', '[\\w+/]{10,255}={0,2}', stripe],
  ['Shopify', 'shpat_ shpca_ shppa_ shpss_ shptka_ shpua_', '[a-zA-Z\\d_]{16,255}', shopify],
  ['Google', 'AIza', '[\\w-]{30,40}', gitleaks],
  ['Google OAuth', 'ya29.', '[\\w-]{16,2048}', gitleaks],
  ['Google OAuth', 'GOCSPX-', '[\\w-]{20,40}', gitleaks],
  [
    'Google OAuth',
    '1//',
    '0[\\w-]{20,512}',
    'https://developers.google.com/identity/protocols/oauth2/web-server#offline',
  ],
  ['OpenAI, Anthropic and others', 'sk-ant- sk-proj- sk-svcacct- sk-admin- sk-or-v1- sk-', '[\\w-]{20,255}', gitleaks],
  ['Groq', 'gsk_', '[a-zA-Z\\d]{20,255}', gitleaks],
  ['Perplexity', 'pplx-', '[a-zA-Z\\d]{20,255}', gitleaks],
  ['xAI', 'xai-', '[a-zA-Z\\d]{20,255}', 'https://docs.x.ai/docs/overview'],
  ['Hugging Face', 'hf_ api_org_', '[a-zA-Z]{20,255}', gitleaks],
  ['Replicate', 'r8_', '[\\w-]{20,255}', 'https://replicate.com/docs/topics/security/api-tokens'],
  ['npm', 'npm_', '[a-zA-Z\\d]{30,255}', gitleaks],
  ['PyPI', 'pypi-', 'AgE[\\w-]{16,512}', 'https://pypi.org/help/#apitoken'],
  ['RubyGems', 'rubygems_', '[a-f\\d]{32,64}', gitleaks],
  ['Docker', 'dckr_pat_', '[\\w-]{20,255}', 'https://docs.docker.com/security/access-tokens/'],
  ['Docker', 'dckr_oat_', '[\\w-]{20,255}', gitleaks],
  ['SendGrid', 'SG.', '[\\w-]{16,64}\\.[\\w-]{16,64}', gitleaks],
  ['Twilio', 'SK AC', '[a-f\\d]{32}', 'https://www.twilio.com/docs/glossary/what-is-a-sid'],
  ['Mailgun', 'key-', '[a-f\\d]{32}', gitleaks],
  ['Mailchimp', '', '[a-f\\d]{32}-us\\d{1,2}', gitleaks],
  ['Brevo', 'xkeysib-', '[a-f\\d]{64}-[a-zA-Z\\d]{16}', gitleaks],
  [
    'Telegram',
    '',
    '\\d{8,10}:AA[\\w-]{33}',
    'https://core.telegram.org/bots/features#generating-an-authentication-token',
  ],
  [
    'Discord',
    '',
    '[MNO][\\w-]{23,27}\\.[\\w-]{6,7}\\.[\\w-]{27,42}',
    'https://discord.com/developers/docs/reference#authentication',
  ],
  ['Discord', 'mfa.', '[\\w-]{20,255}', 'https://discord.com/developers/docs/reference#authentication'],
  ['DigitalOcean', 'dop_v1_ doo_v1_ dor_v1_', '[a-f\\d]{64}', gitleaks],
  ['Doppler', 'dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.', '[\\w.]{20,100}', doppler],
  ['Linear', 'lin_api_ lin_oauth_', '[a-zA-Z\\d]{20,64}', gitleaks],
  ['Notion', 'ntn_', '[a-zA-Z\\d]{20,64}', gitleaks],
  ['Airtable', 'pat', '[a-zA-Z\\d]{14}\\.[a-f\\d]{64}', gitleaks],
  ['Figma', 'figd_', '[\\w-]{20,64}', 'https://www.figma.com/developers/api#access-tokens'],
  ['Databricks', 'dapi', '[a-f\\d]{32}(?:-\\d)?', gitleaks],
  ['Vault', 'hvs. hvb.', '[\\w-]{20,300}', 'https://developer.hashicorp.com/vault/docs/concepts/tokens'],
  ['Terraform', '', '[a-zA-Z\\d]{14}\\.atlasv1\\.[\\w-]{20,80}={0,2}', gitleaks],
  ['Grafana', 'glsa_', '[a-zA-Z\\d]{32}_[a-f\\d]{8}', grafana],
  ['Grafana', 'glc_', '[a-zA-Z\\d+/]{20,400}={0,2}', grafana],
  ['New Relic', 'NRAK- NRII- NRRA- NRJS-', '[a-zA-Z\\d]{16,64}', gitleaks],
  ['Dynatrace', 'dt0c01.', '[A-Z\\d]{24}\\.[A-Z\\d]{64}', gitleaks],
  ['Sentry', 'sntrys_', '[\\w+/-]{20,400}={0,2}', gitleaks],
  ['Sentry', 'sntryu_', '[a-f\\d]{64}', gitleaks],
  ['PostHog', 'phx_', '[a-zA-Z\\d]{32,64}', 'https://posthog.com/docs/api'],
  ['Supabase', 'sbp_', '[a-f\\d]{40}', 'https://supabase.com/docs/guides/api/api-keys'],
  ['Supabase', 'sb_secret_', '[\\w-]{20,64}', 'https://supabase.com/docs/guides/api/api-keys'],
  ['PlanetScale', 'pscale_tkn_ pscale_pw_', '[\\w.-]{32,64}={0,2}', gitleaks],
  ['Square', 'sq0atp-', '[\\w-]{22}', gitleaks],
  ['Square', 'sq0csp-', '[\\w-]{43}', gitleaks],
  ['Square', 'EAAA', '[\\w-]{60}', gitleaks],
  ['Facebook', 'EAACEdEose0cBA', '[a-zA-Z\\d]{10,255}', gitleaks],
  ['Facebook', 'EAA', '[MC][a-zA-Z\\d]{60,255}', gitleaks],
  ['Atlassian', 'ATATT3', '[\\w-]{60,255}={0,2}', gitleaks],
  ['Heroku', 'HRKU-', '[\\w-]{36,80}', gitleaks],
  ['Fly.io', 'fo1_', '[\\w-]{43}', gitleaks],
  ['Fly.io', 'fm2_', '[\\w+/-]{60,512}={0,2}', gitleaks],
  ['Netlify', 'nfp_', '[\\w-]{36,64}', 'https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/'],
  ['Postman', 'PMAK-', '[a-f\\d]{24}-[a-f\\d]{34}', gitleaks],
  ['EasyPost', 'EZAK', '[a-zA-Z\\d]{54}', gitleaks],
  ['Prefect', 'pnu_', '[a-zA-Z\\d]{36}', gitleaks],
  ['Pulumi', 'pul-', '[a-f\\d]{40}', gitleaks],
  ['Readme', 'rdme_', '[a-z\\d]{70}', gitleaks],
  ['Typeform', 'tfp_', '[\\w.-]{50,70}={0,2}', gitleaks],
  ['Alibaba', 'LTAI', '[a-zA-Z\\d]{16,24}', gitleaks],
  ['1Password', 'ops_eyJ', '[\\w+/-]{50,2000}={0,2}', gitleaks],
  ['age', 'AGE-SECRET-KEY-1', '[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}', gitleaks],
  ['Resend', 're_', '[a-zA-Z\\d]{8}_[a-zA-Z\\d]{16,40}', 'https://resend.com/docs/api-reference/introduction'],
  ['Clerk', 'ak_', '[a-zA-Z\\d]{32,64}', 'https://clerk.com/docs/guides/development/machine-auth/api-keys'],
  ['Mapbox', 'sk.eyJ', '[\\w-]{20,200}\\.[\\w-]{16,64}', 'https://docs.mapbox.com/help/dive-deeper/access-tokens/'],
  [
    'Azure DevOps',
    '',
    '[a-zA-Z\\d]{76}AZDO[a-zA-Z\\d]{4}',
    'https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
  ],
  [
    'Slack webhook',
    'hooks.slack.com/services/',
    '[\\w/]{20,100}',
    'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
  ],
  [
    'Discord webhook',
    'discord.com/api/webhooks/',
    '\\d{10,24}/[\\w-]{40,100}',
    'https://discord.com/developers/docs/resources/webhook',
  ],
  ['Notion', 'secret_', '[a-zA-Z\\d]{43}', gitleaks],
  ['Tailscale', 'tskey-auth- tskey-api- tskey-client-', '[\\w-]{16,80}', 'https://tailscale.com/kb/1085/auth-keys'],
  ['Contentful', 'CFPAT-', '[\\w-]{20,80}', gitleaks],
  ['Square', 'sq0idp-', '[\\w-]{22}', gitleaks],
  ['NVIDIA', 'nvapi-', '[\\w-]{40,100}', gitleaks],
  ['Tavily', 'tvly-', '[\\w-]{20,80}', 'https://docs.tavily.com/documentation/api-reference/introduction'],
  ['Apify', 'apify_api_', '[a-zA-Z\\d]{30,50}', 'https://docs.apify.com/platform/integrations/api'],
  ['Buildkite', 'bkua_', '[a-f\\d]{40}', 'https://buildkite.com/docs/apis/managing-api-tokens'],
]

/** All known tokens, one for each prefix. */
export const knownTokens: readonly KnownToken[] = rows.flatMap(([issuer, prefixes, rest, source]) =>
  prefixes.split(' ').map((prefix) => ({ issuer, prefix, rest, source })),
)
