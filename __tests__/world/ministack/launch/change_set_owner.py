"""Judges a call that names a change set by its ARN alone on the stack that the change set is of; MiniStack 1.5.33 judges it on `*`.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html"""
from ministack.core import iam_actions
from ministack.services import cloudformation


def repair():
    extract = iam_actions.extract_resource_arn

    def owner(service, method, path, headers, body, query_params, *rest):
        if service == "cloudformation" and not iam_actions._query_param(query_params, "StackName"):
            found = cloudformation._change_sets.get(iam_actions._query_param(query_params, "ChangeSetName"))
            if found:
                return found["StackId"]
        return extract(service, method, path, headers, body, query_params, *rest)

    iam_actions.extract_resource_arn = owner
