"""Three faults of nested stacks in MiniStack 1.5.33, mended from outside for what deploys a nested stack:
a child's transforms (AWS::Serverless) are not applied, an update forgets what !GetAtt gave for a resource, and a
template's address is not understood that names the bucket in the host."""
import re
from contextvars import ContextVar

from ministack.services.cloudformation import engine, helpers, provisioners

# Each nested stack is deployed in a thread of its own, beside whatever else is: only there anything is different.
_nested = ContextVar("nested", default=False)
_attributes = {}
_BUCKET_IN_HOST = re.compile(r"^https://(.+)\.s3(?=[.-])([^/]*)/")


def _mended(module, name, repaired):
    original = getattr(module, name)

    def chosen(*given, **named):
        return (repaired if _nested.get() else original)(*given, **named)

    setattr(module, name, chosen)


def repair():
    parse = engine._parse_template
    create = provisioners._provision_resource
    update = provisioners._update_resource
    deploy = provisioners._cfn_nested_stack_deploy
    resolve = helpers._resolve_template

    def transformed(body):
        return engine._apply_transforms(parse(body))

    def resolved(params):
        urls = [_BUCKET_IN_HOST.sub(r"https://s3\2/\1/", url) for url in params["TemplateURL"]]
        return resolve({**params, "TemplateURL": urls})

    def remembered(kind, logical_id, properties, stack, *rest, **named):
        physical_id, given = create(kind, logical_id, properties, stack, *rest, **named)
        _attributes[stack, logical_id] = given
        return physical_id, given

    def completed(kind, physical_id, old, new, stack, logical_id, *rest, **named):
        now, given = update(kind, physical_id, old, new, stack, logical_id, *rest, **named)
        kept = _attributes.get((stack, logical_id), {}) if now == physical_id else {}
        _attributes[stack, logical_id] = {**(kept or {}), **(given or {})}
        return now, _attributes[stack, logical_id]

    def nested(*given, **named):
        before = _nested.set(True)
        try:
            return deploy(*given, **named)
        finally:
            _nested.reset(before)

    _mended(engine, "_parse_template", transformed)
    _mended(helpers, "_resolve_template", resolved)
    _mended(provisioners, "_provision_resource", remembered)
    _mended(provisioners, "_update_resource", completed)
    provisioners._cfn_nested_stack_deploy = nested
