// Names of the documents that show who somebody is, as everywhere on these pages.
import type { IdType } from './id_number';

export const zh: { id_types: Record<IdType, string> } = {
  id_types: {
    resident: '居民身份证',
    passport: '护照',
    hk_macao_permit: '港澳居民来往内地通行证、往来港澳通行证',
    taiwan_permit: '台湾居民来往大陆通行证',
    foreign_permit: '外国人永久居留身份证',
  },
};

export const en: typeof zh = {
  id_types: {
    resident: 'Resident identity card',
    passport: 'Passport',
    hk_macao_permit: 'Permit for the mainland, or for Hong Kong and Macao',
    taiwan_permit: 'Taiwan residents’ permit for the mainland',
    foreign_permit: 'Foreign permanent resident’s card',
  },
};
