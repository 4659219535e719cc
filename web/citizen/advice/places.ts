// Where somebody can be registered (户籍): provinces by their keys in the city's table, and its pilot cities.
import type { Name } from '../../shared/language';

export interface City extends Name {
  key: string;
  province: string;
}

const place = (key: string, zh: string, en: string) => ({ key, zh, en });
const city = (province: string, key: string, zh: string, en: string): City => ({ province, key, zh, en });

export const provinces = [
  place('zhejiang', '浙江', 'Zhejiang'), place('beijing', '北京', 'Beijing'), place('tianjin', '天津', 'Tianjin'),
  place('hebei', '河北', 'Hebei'), place('shanxi', '山西', 'Shanxi'), place('inner_mongolia', '内蒙古', 'Inner Mongolia'),
  place('liaoning', '辽宁', 'Liaoning'), place('jilin', '吉林', 'Jilin'), place('heilongjiang', '黑龙江', 'Heilongjiang'),
  place('shanghai', '上海', 'Shanghai'), place('jiangsu', '江苏', 'Jiangsu'), place('anhui', '安徽', 'Anhui'),
  place('fujian', '福建', 'Fujian'), place('jiangxi', '江西', 'Jiangxi'), place('shandong', '山东', 'Shandong'),
  place('henan', '河南', 'Henan'), place('hubei', '湖北', 'Hubei'), place('hunan', '湖南', 'Hunan'),
  place('guangdong', '广东', 'Guangdong'), place('guangxi', '广西', 'Guangxi'), place('hainan', '海南', 'Hainan'),
  place('chongqing', '重庆', 'Chongqing'), place('sichuan', '四川', 'Sichuan'), place('guizhou', '贵州', 'Guizhou'),
  place('yunnan', '云南', 'Yunnan'), place('tibet', '西藏', 'Tibet'), place('shaanxi', '陕西', 'Shaanxi'),
  place('gansu', '甘肃', 'Gansu'), place('qinghai', '青海', 'Qinghai'), place('ningxia', '宁夏', 'Ningxia'),
  place('xinjiang', '新疆', 'Xinjiang'),
];

export const pilot_cities: City[] = [
  city('zhejiang', 'hangzhou', '杭州', 'Hangzhou'), city('zhejiang', 'ningbo', '宁波', 'Ningbo'),
  city('liaoning', 'shenyang', '沈阳', 'Shenyang'), city('heilongjiang', 'harbin', '哈尔滨', 'Harbin'),
  city('jiangsu', 'nanjing', '南京', 'Nanjing'), city('anhui', 'hefei', '合肥', 'Hefei'), city('fujian', 'xiamen', '厦门', 'Xiamen'),
  city('shandong', 'jinan', '济南', 'Jinan'), city('shandong', 'qingdao', '青岛', 'Qingdao'), city('henan', 'zhengzhou', '郑州', 'Zhengzhou'),
  city('guangdong', 'guangzhou', '广州', 'Guangzhou'), city('guangdong', 'shenzhen', '深圳', 'Shenzhen'),
  city('guangdong', 'zhuhai', '珠海', 'Zhuhai'), city('sichuan', 'chengdu', '成都', 'Chengdu'), city('yunnan', 'kunming', '昆明', 'Kunming'),
  city('shaanxi', 'xian', '西安', "Xi'an"),
];

const whole_cities = ['beijing', 'tianjin', 'shanghai', 'chongqing'];
export const other_city = 'other';

export const citiesOf = (province: string) => pilot_cities.filter((one) => one.province === province);

/** As the interface wants it; a province without a pilot city needs no city. */
export function registeredIn(province: string, chosen: string): { province: string; city: string } {
  if (whole_cities.includes(province)) return { province, city: province };
  return { province, city: citiesOf(province).length ? chosen : other_city };
}
