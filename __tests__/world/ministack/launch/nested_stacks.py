"""Three faults of nested stacks in MiniStack 1.5.33, mended from outside while a nested stack is deployed:
a child's transforms (AWS::Serverless) are not applied, an update forgets what !GetAtt gave for a resource, and a
template's address is not understood that names the bucket in the host."""
import re
from contextlib import contextmanager

from ministack.services.cloudformation import engine, helpers, provisioners

_attributes = {}
_BUCKET_IN_HOST = re.compile(r"^https://(.+)\.s3(?=[.-])([^/]*)/")


@contextmanager
def _swapped(module, **functions):
    before = {name: getattr(module, name) for name in functions}
    for name, function in functions.items():
        setattr(module, name, function)
    try:
        yield
    finally:
        for name, function in before.items():
            setattr(module, name, function)


def repair():
    parse = engine._parse_template
    create = provisioners._provision_resource
    update = provisioners._update_resource
    deploy = provisioners._cfn_nested_stack_deploy
    resolve = helpers._resolve_template

    def transformed(body):
        return engine._apply_transforms(parse(body))

    def resolved(params):
        # Another stack may be asked for meanwhile, with its template in the request.
        urls = [_BUCKET_IN_HOST.sub(r"https://s3\2/\1/", url) for url in params.get("TemplateURL", [])]
        return resolve({**params, "TemplateURL": urls} if urls else params)

    def remembered(kind, logical_id, properties, stack, *rest, **named):
        physical_id, given = create(kind, logical_id, properties, stack, *rest, **named)
        _attributes[stack, logical_id] = given
        return physical_id, given

    def completed(kind, physical_id, old, new, stack, logical_id, *rest, **named):
        now, given = update(kind, physical_id, old, new, stack, logical_id, *rest, **named)
        kept = _attributes.get((stack, logical_id), {}) if now == physical_id else {}
        _attributes[stack, logical_id] = {**(kept or {}), **(given or {})}
        return now, _attributes[stack, logical_id]

    def repaired(*given, **named):
        with _swapped(engine, _parse_template=transformed), _swapped(helpers, _resolve_template=resolved):
            with _swapped(provisioners, _provision_resource=remembered, _update_resource=completed):
                return deploy(*given, **named)

    provisioners._cfn_nested_stack_deploy = repaired
