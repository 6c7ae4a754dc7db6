import { type Fields, flagOf, listOf, textOf } from '../../http/params.ts'
import type { Out } from '../../http/xml.ts'
import { sourceOf } from '../source.ts'
import { needs, transforms } from '../template/capabilities.ts'
import { checkTemplate } from '../template/order.ts'
import type { Template } from '../template/parse.ts'
import type { Action, Context } from './action.ts'

const about = (template: Template): { readonly [name: string]: Out } => {
  const { capabilities, reason } = needs(template)
  const declared = transforms(template)
  return {
    Description: template.source['Description'] as Out,
    Capabilities: capabilities,
    CapabilitiesReason: reason,
    DeclaredTransforms: declared.length > 0 ? declared : undefined,
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html */
export const getTemplateSummary: Action = (params, context) => {
  const template = named(params, context)
  const { resources } = template
  const types = [...new Set(Object.values(resources).map((one) => String(one['Type'])))]
  return {
    ...about(template),
    Parameters: Object.entries(template.parameters).map(([name, one]) => declaration(name, one)),
    ResourceTypes: types,
    Version: template.source['AWSTemplateFormatVersion'] as Out,
    Metadata: template.source['Metadata'] === undefined ? undefined : JSON.stringify(template.source['Metadata']),
    ResourceIdentifierSummaries: types.map((type) => ({
      ResourceType: type,
      LogicalResourceIds: Object.keys(resources).filter((id) => resources[id]?.['Type'] === type),
    })),
  }
}

function named(params: Fields, { world, at }: Context): Template {
  const stack = textOf(params, 'StackName')
  return stack ? world.stacks.get(stack, at).record.source.template : sourceOf(world, params).template
}

function declaration(name: string, one: Fields): Out {
  return {
    ParameterKey: name,
    DefaultValue: textOf(one, 'Default'),
    ParameterType: textOf(one, 'Type') ?? 'String',
    NoEcho: flagOf(one, 'NoEcho') ?? false,
    Description: textOf(one, 'Description'),
    ParameterConstraints: { AllowedValues: listOf(one, 'AllowedValues').map(String) },
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html */
export const validateTemplate: Action = (params, { world }) => {
  const { template } = sourceOf(world, params)
  checkTemplate(template)
  return {
    ...about(template),
    Parameters: Object.entries(template.parameters).map(([name, one]) => ({
      ParameterKey: name,
      DefaultValue: textOf(one, 'Default'),
      NoEcho: flagOf(one, 'NoEcho') ?? false,
      Description: textOf(one, 'Description'),
    })),
  }
}
