import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { connectionType, pageArgs, pageSize } from '../page.ts';
import { BrandType } from './types.ts';

const BrandConnection = connectionType('Brand', BrandType, { one: 'brand', page: 'A page of brands.' });

builder.queryFields((t) => ({
  brand: t.field({
    type: BrandType,
    nullable: true,
    description: 'One brand; null when there is none.',
    extensions: cost.record,
    args: { key: t.arg.string({ required: true, description: 'Its key.' }) },
    resolve: (_root, { key }, { services }) => services.brands.get(key),
  }),
  brands: t.field({
    type: BrandConnection,
    description: 'Brands, by their keys.',
    extensions: cost.record,
    args: pageArgs,
    resolve: (_root, { first, after }, { services }) => services.brands.list(pageSize(first), after),
  }),
}));
