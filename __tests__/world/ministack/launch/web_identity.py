"""Gives a trust policy the claims of GitHub that AWS has as condition keys; MiniStack 1.5.33 has aud, sub and amr alone.
https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/"""
from ministack.services import cognito, sts

_HOST = "token.actions.githubusercontent.com"
_CLAIMS = (
    "actor",
    "actor_id",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "workflow",
)


def repair():
    principal = sts._web_identity_principal

    def known(token, provider_id, role_arn):
        provider, keys = principal(token, provider_id, role_arn)
        if not provider.endswith(f"oidc-provider/{_HOST}"):
            return provider, keys
        claims = cognito._decode_id_token_unverified(token)
        return provider, {**keys, **{f"{_HOST}:{name}": claims[name] for name in _CLAIMS if name in claims}}

    sts._web_identity_principal = known
