"""Made-up names: tables of syllables, characters and their older forms. No real person is meant.

Every table is text, `form` + `pinyin` tokens parted by blanks, so that a reader can check it at a
glance; `load_names` turns them into small DuckDB tables that the population draws from.
"""

import re

from strata.demo.bank import Demo

SURNAMES = (
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 孙sun 胡hu 朱zhu "
    "高gao 林lin 何he 郭guo 马ma 罗luo 梁liang 宋song 郑zheng 谢xie 韩han 唐tang 冯feng 于yu "
    "董dong 萧xiao 程cheng 曹cao 袁yuan 邓deng 许xu 傅fu 沈shen 曾zeng 彭peng 吕lv 苏su 卢lu "
    "蒋jiang 蔡cai 贾jia 丁ding 魏wei 薛xue 叶ye 阎yan 潘pan 杜du 戴dai 夏xia 钟zhong 汪wang "
    "田tian 任ren 姜jiang 方fang 石shi 姚yao 谭tan 廖liao 邹zou 熊xiong 金jin 陆lu 郝hao 孔kong "
    "白bai 崔cui 康kang 毛mao 邱qiu 秦qin 江jiang 史shi 顾gu 侯hou 邵shao 孟meng 龙long 万wan "
    "段duan 雷lei 钱qian 汤tang 尹yin 黎li 易yi 常chang 武wu 乔qiao 贺he 赖lai 龚gong 文wen "
    "欧阳ouyang 司马sima 上官shangguan"
)
MALE = (
    "伟wei 强qiang 磊lei 军jun 洋yang 勇yong 杰jie 涛tao 明ming 超chao 刚gang 平ping 辉hui "
    "健jian 俊jun 宇yu 浩hao 轩xuan 博bo 文wen 斌bin 波bo 鹏peng 飞fei 龙long 志zhi 国guo 建jian "
    "海hai 峰feng 林lin 东dong 成cheng 华hua 亮liang 天tian 凯kai 振zhen 坤kun 翔xiang 启qi "
    "嘉jia 瑞rui 宏hong 毅yi 泽ze 晨chen 铭ming 庆qing 义yi 学xue 永yong 兴xing 长chang 树shu "
    "松song 卫wei 光guang 达da 远yuan 岩yan 立li 恒heng 维wei 正zheng 世shi 福fu 贵gui 安an "
    "盛sheng 源yuan 沛pei"
)
FEMALE = (
    "芳fang 娜na 敏min 静jing 丽li 艳yan 娟juan 霞xia 秀xiu 燕yan 玲ling 桂gui 英ying 梅mei "
    "萍ping 红hong 玉yu 兰lan 琴qin 洁jie 云yun 莉li 倩qian 颖ying 琳lin 雪xue 慧hui 佳jia "
    "婷ting 欣xin 怡yi 蕾lei 薇wei 露lu 晶jing 妍yan 萱xuan 瑶yao 诗shi 梦meng 雨yu 思si 美mei "
    "凤feng 珍zhen 淑shu 月yue 春chun 莹ying 岚lan 素su 菊ju 琼qiong 爱ai 若ruo 可ke 涵han "
    "彤tong 冰bing 清qing 宁ning 悦yue 舒shu 沁qin 采cai 芷zhi 芸yun 荷he 莲lian 惠hui 巧qiao "
    "蓉rong 媛yuan 碧bi"
)
# Characters that many systems cannot hold: delivered as ? or in the private use area (D07).
RARE = "䶮yan 㛃jie 䲜you 㴋bing"
MINORITY = (
    "买买mai 阿依ayi 古丽guli 帕提pati 尔肯erken 吐尔tuer 巴图batu 其其qiqi 乌云wuyun 苏日suri "
    "扎西zhaxi 卓玛zhuoma 次仁ciren 达瓦dawa 迪力dili 木拉mula 热西rexi 娜仁naren"
)
LATIN = "ka lo mi ren tas vel dor ni sha bru fen gal os pir und wex yol zan"
# The older form of each character above that has one, and some more that names use.
TRADITIONAL = (
    "张張 刘劉 陈陳 杨楊 赵趙 黄黃 吴吳 孙孫 马馬 罗羅 郑鄭 谢謝 韩韓 冯馮 萧蕭 邓鄧 许許 吕呂 "
    "苏蘇 卢盧 蒋蔣 贾賈 叶葉 阎閻 钟鍾 谭譚 邹鄒 陆陸 顾顧 龙龍 万萬 钱錢 汤湯 乔喬 贺賀 赖賴 "
    "龚龔 欧歐 阳陽 伟偉 强強 军軍 杰傑 涛濤 刚剛 辉輝 轩軒 鹏鵬 飞飛 国國 东東 华華 凯凱 启啟 "
    "泽澤 铭銘 庆慶 义義 学學 兴興 长長 树樹 卫衛 达達 远遠 维維 贵貴 静靜 丽麗 艳艷 红紅 兰蘭 "
    "洁潔 云雲 颖穎 诗詩 梦夢 凤鳳 莹瑩 岚嵐 琼瓊 爱愛 宁寧 悦悅 莲蓮 买買 图圖 乌烏 尔爾 扎紮 "
    "玛瑪 热熱 亿億 仪儀 优優 侠俠 俭儉 关關 则則 创創 剑劍 励勵 劳勞 势勢 匀勻 医醫 单單 双雙 "
    "员員 响響 园園 圆圓 坚堅 坛壇 声聲 处處 备備 头頭 娄婁 娇嬌 娴嫻 婵嬋 宝寶 实實 宪憲 宾賓 "
    "尧堯 岗崗 岭嶺 币幣 帅帥 师師 广廣 庄莊 应應 庐廬 开開 归歸 录錄 怀懷 恒恆 战戰 扬揚 报報 "
    "择擇 挚摯 敌敵 斋齋 旷曠 时時 显顯 晓曉 晖暉 术術 权權 条條 极極 枫楓 柠檸 栋棟 标標 桢楨 "
    "桥橋 欢歡 毕畢 汇匯 汉漢 沧滄 沪滬 泪淚 济濟 浏瀏 润潤 涌湧 渊淵 温溫 满滿 灵靈 灿燦 炜煒 "
    "烛燭 焕煥 爷爺 牵牽 犹猶 狮獅 现現 环環 珑瓏 琏璉 电電 画畫 畅暢 盖蓋 监監 盘盤 碍礙 础礎 "
    "礼禮 祯禎 积積 稳穩 穷窮 竞競 笃篤 笔筆 简簡 纪紀 纯純 纲綱 纳納 纵縱 纶綸 纷紛 细細 织織 "
    "终終 绍紹 经經 结結 绘繪 给給 绝絕 统統 继繼 绩績 绪緒 续續 绮綺 绯緋 绵綿 综綜 绿綠 缘緣 "
    "缤繽 联聯 聪聰 胜勝 脉脈 舰艦 艺藝 芦蘆 苍蒼 苹蘋 范範 荣榮 荧熒 萤螢 营營 蓝藍 虏虜 虑慮 "
    "虽雖 蚁蟻 补補 装裝 见見 规規 览覽 觉覺 计計 订訂 认認 议議 讯訊 记記 论論 设設 访訪 证證 "
    "评評 识識 词詞 译譯 试試 诚誠 话話 询詢 语語 说說 请請 诸諸 诺諾 读讀 谊誼 谋謀 谦謙 谨謹 "
    "贝貝 贞貞 负負 贡貢 财財 责責 贤賢 质質 贯貫 贸貿 费費 资資 赋賦 赏賞 赐賜 赞贊 赢贏 跃躍 "
    "车車 轮輪 载載 辅輔 辑輯 辽遼 迁遷 运運 连連 迟遲 适適 选選 逊遜 遗遺 邻鄰 采採 里裏 鉴鑒 "
    "针針 钊釗 钢鋼 钦欽 钧鈞 铁鐵 铃鈴 银銀 锋鋒 锐銳 锦錦 键鍵 锡錫 镇鎮 镜鏡 门門 闪閃 闯闖 "
    "问問 闲閑 间間 闻聞 阁閣 队隊 阴陰 阵陣 际際 陕陝 随隨 隐隱 难難 雾霧 霁霽 韦韋 韬韜 韵韻 "
    "页頁 顶頂 项項 顺順 须須 颂頌 预預 领領 频頻 题題 颜顏 风風 饶饒 馆館 驰馳 驾駕 骁驍 骄驕 "
    "骆駱 骏駿 骥驥 鱼魚 鲁魯 鲍鮑 鲜鮮 鸟鳥 鸣鳴 鸽鴿 鸿鴻 鹃鵑 鹤鶴 鹰鷹 麦麥 齐齊 龄齡"
)


def tokens(text: str) -> list[tuple[str, str]]:
    """Split `字zi` tokens into (form, PINYIN) pairs."""
    pairs = (re.fullmatch(r"([^a-z]+)([a-z]+)", token) for token in text.split())
    return [(pair[1], pair[2].upper()) for pair in pairs if pair]


def traditional_pairs() -> list[tuple[str, str]]:
    """(traditional, simplified) for every character with two forms, sorted, each once."""
    return sorted({(token[1], token[0]) for token in TRADITIONAL.split() if token[0] != token[1]})


def load_names(demo: Demo) -> None:
    """Make `name_part(part, no, form, pinyin)`, numbered from 1 in each part, and
    `traditional_form(traditional, simplified)`.
    """
    parts = {
        "SURNAME": tokens(SURNAMES),
        "MALE": tokens(MALE),
        "FEMALE": tokens(FEMALE),
        "RARE": tokens(RARE),
        "MINORITY": tokens(MINORITY),
        "LATIN": [(syllable.upper(), syllable.upper()) for syllable in LATIN.split()],
    }
    rows = [
        (part, number, form, pinyin)
        for part, pairs in parts.items()
        for number, (form, pinyin) in enumerate(pairs, start=1)
    ]
    names, numbers, forms, pinyins = zip(*rows, strict=True)
    demo.load("name_part", part=names, no=numbers, form=forms, pinyin=pinyins)
    older, simple = zip(*traditional_pairs(), strict=True)
    demo.load("traditional_form", traditional=older, simplified=simple)
