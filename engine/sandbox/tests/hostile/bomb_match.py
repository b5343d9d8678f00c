# verdict: OK or STRATEGY_ERROR, by the version of Python
# family: parsers
# witness: time
# Match a value with thousands of branches of many alternatives.
import backtrader as bt

def a(b):
    match b:
        case [0, *_] | {'k': 0} | int(0):
            pass
        case [1, *_] | {'k': 1} | int(1):
            pass
        case [2, *_] | {'k': 2} | int(2):
            pass
        case [3, *_] | {'k': 3} | int(3):
            pass
        case [4, *_] | {'k': 4} | int(4):
            pass
        case [5, *_] | {'k': 5} | int(5):
            pass
        case [6, *_] | {'k': 6} | int(6):
            pass
        case [7, *_] | {'k': 7} | int(7):
            pass
        case [8, *_] | {'k': 8} | int(8):
            pass
        case [9, *_] | {'k': 9} | int(9):
            pass
        case [10, *_] | {'k': 10} | int(10):
            pass
        case [11, *_] | {'k': 11} | int(11):
            pass
        case [12, *_] | {'k': 12} | int(12):
            pass
        case [13, *_] | {'k': 13} | int(13):
            pass
        case [14, *_] | {'k': 14} | int(14):
            pass
        case [15, *_] | {'k': 15} | int(15):
            pass
        case [16, *_] | {'k': 16} | int(16):
            pass
        case [17, *_] | {'k': 17} | int(17):
            pass
        case [18, *_] | {'k': 18} | int(18):
            pass
        case [19, *_] | {'k': 19} | int(19):
            pass
        case [20, *_] | {'k': 20} | int(20):
            pass
        case [21, *_] | {'k': 21} | int(21):
            pass
        case [22, *_] | {'k': 22} | int(22):
            pass
        case [23, *_] | {'k': 23} | int(23):
            pass
        case [24, *_] | {'k': 24} | int(24):
            pass
        case [25, *_] | {'k': 25} | int(25):
            pass
        case [26, *_] | {'k': 26} | int(26):
            pass
        case [27, *_] | {'k': 27} | int(27):
            pass
        case [28, *_] | {'k': 28} | int(28):
            pass
        case [29, *_] | {'k': 29} | int(29):
            pass
        case [30, *_] | {'k': 30} | int(30):
            pass
        case [31, *_] | {'k': 31} | int(31):
            pass
        case [32, *_] | {'k': 32} | int(32):
            pass
        case [33, *_] | {'k': 33} | int(33):
            pass
        case [34, *_] | {'k': 34} | int(34):
            pass
        case [35, *_] | {'k': 35} | int(35):
            pass
        case [36, *_] | {'k': 36} | int(36):
            pass
        case [37, *_] | {'k': 37} | int(37):
            pass
        case [38, *_] | {'k': 38} | int(38):
            pass
        case [39, *_] | {'k': 39} | int(39):
            pass
        case [40, *_] | {'k': 40} | int(40):
            pass
        case [41, *_] | {'k': 41} | int(41):
            pass
        case [42, *_] | {'k': 42} | int(42):
            pass
        case [43, *_] | {'k': 43} | int(43):
            pass
        case [44, *_] | {'k': 44} | int(44):
            pass
        case [45, *_] | {'k': 45} | int(45):
            pass
        case [46, *_] | {'k': 46} | int(46):
            pass
        case [47, *_] | {'k': 47} | int(47):
            pass
        case [48, *_] | {'k': 48} | int(48):
            pass
        case [49, *_] | {'k': 49} | int(49):
            pass
        case [50, *_] | {'k': 50} | int(50):
            pass
        case [51, *_] | {'k': 51} | int(51):
            pass
        case [52, *_] | {'k': 52} | int(52):
            pass
        case [53, *_] | {'k': 53} | int(53):
            pass
        case [54, *_] | {'k': 54} | int(54):
            pass
        case [55, *_] | {'k': 55} | int(55):
            pass
        case [56, *_] | {'k': 56} | int(56):
            pass
        case [57, *_] | {'k': 57} | int(57):
            pass
        case [58, *_] | {'k': 58} | int(58):
            pass
        case [59, *_] | {'k': 59} | int(59):
            pass
        case [60, *_] | {'k': 60} | int(60):
            pass
        case [61, *_] | {'k': 61} | int(61):
            pass
        case [62, *_] | {'k': 62} | int(62):
            pass
        case [63, *_] | {'k': 63} | int(63):
            pass
        case [64, *_] | {'k': 64} | int(64):
            pass
        case [65, *_] | {'k': 65} | int(65):
            pass
        case [66, *_] | {'k': 66} | int(66):
            pass
        case [67, *_] | {'k': 67} | int(67):
            pass
        case [68, *_] | {'k': 68} | int(68):
            pass
        case [69, *_] | {'k': 69} | int(69):
            pass
        case [70, *_] | {'k': 70} | int(70):
            pass
        case [71, *_] | {'k': 71} | int(71):
            pass
        case [72, *_] | {'k': 72} | int(72):
            pass
        case [73, *_] | {'k': 73} | int(73):
            pass
        case [74, *_] | {'k': 74} | int(74):
            pass
        case [75, *_] | {'k': 75} | int(75):
            pass
        case [76, *_] | {'k': 76} | int(76):
            pass
        case [77, *_] | {'k': 77} | int(77):
            pass
        case [78, *_] | {'k': 78} | int(78):
            pass
        case [79, *_] | {'k': 79} | int(79):
            pass
        case [80, *_] | {'k': 80} | int(80):
            pass
        case [81, *_] | {'k': 81} | int(81):
            pass
        case [82, *_] | {'k': 82} | int(82):
            pass
        case [83, *_] | {'k': 83} | int(83):
            pass
        case [84, *_] | {'k': 84} | int(84):
            pass
        case [85, *_] | {'k': 85} | int(85):
            pass
        case [86, *_] | {'k': 86} | int(86):
            pass
        case [87, *_] | {'k': 87} | int(87):
            pass
        case [88, *_] | {'k': 88} | int(88):
            pass
        case [89, *_] | {'k': 89} | int(89):
            pass
        case [90, *_] | {'k': 90} | int(90):
            pass
        case [91, *_] | {'k': 91} | int(91):
            pass
        case [92, *_] | {'k': 92} | int(92):
            pass
        case [93, *_] | {'k': 93} | int(93):
            pass
        case [94, *_] | {'k': 94} | int(94):
            pass
        case [95, *_] | {'k': 95} | int(95):
            pass
        case [96, *_] | {'k': 96} | int(96):
            pass
        case [97, *_] | {'k': 97} | int(97):
            pass
        case [98, *_] | {'k': 98} | int(98):
            pass
        case [99, *_] | {'k': 99} | int(99):
            pass
        case [100, *_] | {'k': 100} | int(100):
            pass
        case [101, *_] | {'k': 101} | int(101):
            pass
        case [102, *_] | {'k': 102} | int(102):
            pass
        case [103, *_] | {'k': 103} | int(103):
            pass
        case [104, *_] | {'k': 104} | int(104):
            pass
        case [105, *_] | {'k': 105} | int(105):
            pass
        case [106, *_] | {'k': 106} | int(106):
            pass
        case [107, *_] | {'k': 107} | int(107):
            pass
        case [108, *_] | {'k': 108} | int(108):
            pass
        case [109, *_] | {'k': 109} | int(109):
            pass
        case [110, *_] | {'k': 110} | int(110):
            pass
        case [111, *_] | {'k': 111} | int(111):
            pass
        case [112, *_] | {'k': 112} | int(112):
            pass
        case [113, *_] | {'k': 113} | int(113):
            pass
        case [114, *_] | {'k': 114} | int(114):
            pass
        case [115, *_] | {'k': 115} | int(115):
            pass
        case [116, *_] | {'k': 116} | int(116):
            pass
        case [117, *_] | {'k': 117} | int(117):
            pass
        case [118, *_] | {'k': 118} | int(118):
            pass
        case [119, *_] | {'k': 119} | int(119):
            pass
        case [120, *_] | {'k': 120} | int(120):
            pass
        case [121, *_] | {'k': 121} | int(121):
            pass
        case [122, *_] | {'k': 122} | int(122):
            pass
        case [123, *_] | {'k': 123} | int(123):
            pass
        case [124, *_] | {'k': 124} | int(124):
            pass
        case [125, *_] | {'k': 125} | int(125):
            pass
        case [126, *_] | {'k': 126} | int(126):
            pass
        case [127, *_] | {'k': 127} | int(127):
            pass
        case [128, *_] | {'k': 128} | int(128):
            pass
        case [129, *_] | {'k': 129} | int(129):
            pass
        case [130, *_] | {'k': 130} | int(130):
            pass
        case [131, *_] | {'k': 131} | int(131):
            pass
        case [132, *_] | {'k': 132} | int(132):
            pass
        case [133, *_] | {'k': 133} | int(133):
            pass
        case [134, *_] | {'k': 134} | int(134):
            pass
        case [135, *_] | {'k': 135} | int(135):
            pass
        case [136, *_] | {'k': 136} | int(136):
            pass
        case [137, *_] | {'k': 137} | int(137):
            pass
        case [138, *_] | {'k': 138} | int(138):
            pass
        case [139, *_] | {'k': 139} | int(139):
            pass
        case [140, *_] | {'k': 140} | int(140):
            pass
        case [141, *_] | {'k': 141} | int(141):
            pass
        case [142, *_] | {'k': 142} | int(142):
            pass
        case [143, *_] | {'k': 143} | int(143):
            pass
        case [144, *_] | {'k': 144} | int(144):
            pass
        case [145, *_] | {'k': 145} | int(145):
            pass
        case [146, *_] | {'k': 146} | int(146):
            pass
        case [147, *_] | {'k': 147} | int(147):
            pass
        case [148, *_] | {'k': 148} | int(148):
            pass
        case [149, *_] | {'k': 149} | int(149):
            pass
        case [150, *_] | {'k': 150} | int(150):
            pass
        case [151, *_] | {'k': 151} | int(151):
            pass
        case [152, *_] | {'k': 152} | int(152):
            pass
        case [153, *_] | {'k': 153} | int(153):
            pass
        case [154, *_] | {'k': 154} | int(154):
            pass
        case [155, *_] | {'k': 155} | int(155):
            pass
        case [156, *_] | {'k': 156} | int(156):
            pass
        case [157, *_] | {'k': 157} | int(157):
            pass
        case [158, *_] | {'k': 158} | int(158):
            pass
        case [159, *_] | {'k': 159} | int(159):
            pass
        case [160, *_] | {'k': 160} | int(160):
            pass
        case [161, *_] | {'k': 161} | int(161):
            pass
        case [162, *_] | {'k': 162} | int(162):
            pass
        case [163, *_] | {'k': 163} | int(163):
            pass
        case [164, *_] | {'k': 164} | int(164):
            pass
        case [165, *_] | {'k': 165} | int(165):
            pass
        case [166, *_] | {'k': 166} | int(166):
            pass
        case [167, *_] | {'k': 167} | int(167):
            pass
        case [168, *_] | {'k': 168} | int(168):
            pass
        case [169, *_] | {'k': 169} | int(169):
            pass
        case [170, *_] | {'k': 170} | int(170):
            pass
        case [171, *_] | {'k': 171} | int(171):
            pass
        case [172, *_] | {'k': 172} | int(172):
            pass
        case [173, *_] | {'k': 173} | int(173):
            pass
        case [174, *_] | {'k': 174} | int(174):
            pass
        case [175, *_] | {'k': 175} | int(175):
            pass
        case [176, *_] | {'k': 176} | int(176):
            pass
        case [177, *_] | {'k': 177} | int(177):
            pass
        case [178, *_] | {'k': 178} | int(178):
            pass
        case [179, *_] | {'k': 179} | int(179):
            pass
        case [180, *_] | {'k': 180} | int(180):
            pass
        case [181, *_] | {'k': 181} | int(181):
            pass
        case [182, *_] | {'k': 182} | int(182):
            pass
        case [183, *_] | {'k': 183} | int(183):
            pass
        case [184, *_] | {'k': 184} | int(184):
            pass
        case [185, *_] | {'k': 185} | int(185):
            pass
        case [186, *_] | {'k': 186} | int(186):
            pass
        case [187, *_] | {'k': 187} | int(187):
            pass
        case [188, *_] | {'k': 188} | int(188):
            pass
        case [189, *_] | {'k': 189} | int(189):
            pass
        case [190, *_] | {'k': 190} | int(190):
            pass
        case [191, *_] | {'k': 191} | int(191):
            pass
        case [192, *_] | {'k': 192} | int(192):
            pass
        case [193, *_] | {'k': 193} | int(193):
            pass
        case [194, *_] | {'k': 194} | int(194):
            pass
        case [195, *_] | {'k': 195} | int(195):
            pass
        case [196, *_] | {'k': 196} | int(196):
            pass
        case [197, *_] | {'k': 197} | int(197):
            pass
        case [198, *_] | {'k': 198} | int(198):
            pass
        case [199, *_] | {'k': 199} | int(199):
            pass
        case [200, *_] | {'k': 200} | int(200):
            pass
        case [201, *_] | {'k': 201} | int(201):
            pass
        case [202, *_] | {'k': 202} | int(202):
            pass
        case [203, *_] | {'k': 203} | int(203):
            pass
        case [204, *_] | {'k': 204} | int(204):
            pass
        case [205, *_] | {'k': 205} | int(205):
            pass
        case [206, *_] | {'k': 206} | int(206):
            pass
        case [207, *_] | {'k': 207} | int(207):
            pass
        case [208, *_] | {'k': 208} | int(208):
            pass
        case [209, *_] | {'k': 209} | int(209):
            pass
        case [210, *_] | {'k': 210} | int(210):
            pass
        case [211, *_] | {'k': 211} | int(211):
            pass
        case [212, *_] | {'k': 212} | int(212):
            pass
        case [213, *_] | {'k': 213} | int(213):
            pass
        case [214, *_] | {'k': 214} | int(214):
            pass
        case [215, *_] | {'k': 215} | int(215):
            pass
        case [216, *_] | {'k': 216} | int(216):
            pass
        case [217, *_] | {'k': 217} | int(217):
            pass
        case [218, *_] | {'k': 218} | int(218):
            pass
        case [219, *_] | {'k': 219} | int(219):
            pass
        case [220, *_] | {'k': 220} | int(220):
            pass
        case [221, *_] | {'k': 221} | int(221):
            pass
        case [222, *_] | {'k': 222} | int(222):
            pass
        case [223, *_] | {'k': 223} | int(223):
            pass
        case [224, *_] | {'k': 224} | int(224):
            pass
        case [225, *_] | {'k': 225} | int(225):
            pass
        case [226, *_] | {'k': 226} | int(226):
            pass
        case [227, *_] | {'k': 227} | int(227):
            pass
        case [228, *_] | {'k': 228} | int(228):
            pass
        case [229, *_] | {'k': 229} | int(229):
            pass
        case [230, *_] | {'k': 230} | int(230):
            pass
        case [231, *_] | {'k': 231} | int(231):
            pass
        case [232, *_] | {'k': 232} | int(232):
            pass
        case [233, *_] | {'k': 233} | int(233):
            pass
        case [234, *_] | {'k': 234} | int(234):
            pass
        case [235, *_] | {'k': 235} | int(235):
            pass
        case [236, *_] | {'k': 236} | int(236):
            pass
        case [237, *_] | {'k': 237} | int(237):
            pass
        case [238, *_] | {'k': 238} | int(238):
            pass
        case [239, *_] | {'k': 239} | int(239):
            pass
        case [240, *_] | {'k': 240} | int(240):
            pass
        case [241, *_] | {'k': 241} | int(241):
            pass
        case [242, *_] | {'k': 242} | int(242):
            pass
        case [243, *_] | {'k': 243} | int(243):
            pass
        case [244, *_] | {'k': 244} | int(244):
            pass
        case [245, *_] | {'k': 245} | int(245):
            pass
        case [246, *_] | {'k': 246} | int(246):
            pass
        case [247, *_] | {'k': 247} | int(247):
            pass
        case [248, *_] | {'k': 248} | int(248):
            pass
        case [249, *_] | {'k': 249} | int(249):
            pass
        case [250, *_] | {'k': 250} | int(250):
            pass
        case [251, *_] | {'k': 251} | int(251):
            pass
        case [252, *_] | {'k': 252} | int(252):
            pass
        case [253, *_] | {'k': 253} | int(253):
            pass
        case [254, *_] | {'k': 254} | int(254):
            pass
        case [255, *_] | {'k': 255} | int(255):
            pass
        case [256, *_] | {'k': 256} | int(256):
            pass
        case [257, *_] | {'k': 257} | int(257):
            pass
        case [258, *_] | {'k': 258} | int(258):
            pass
        case [259, *_] | {'k': 259} | int(259):
            pass
        case [260, *_] | {'k': 260} | int(260):
            pass
        case [261, *_] | {'k': 261} | int(261):
            pass
        case [262, *_] | {'k': 262} | int(262):
            pass
        case [263, *_] | {'k': 263} | int(263):
            pass
        case [264, *_] | {'k': 264} | int(264):
            pass
        case [265, *_] | {'k': 265} | int(265):
            pass
        case [266, *_] | {'k': 266} | int(266):
            pass
        case [267, *_] | {'k': 267} | int(267):
            pass
        case [268, *_] | {'k': 268} | int(268):
            pass
        case [269, *_] | {'k': 269} | int(269):
            pass
        case [270, *_] | {'k': 270} | int(270):
            pass
        case [271, *_] | {'k': 271} | int(271):
            pass
        case [272, *_] | {'k': 272} | int(272):
            pass
        case [273, *_] | {'k': 273} | int(273):
            pass
        case [274, *_] | {'k': 274} | int(274):
            pass
        case [275, *_] | {'k': 275} | int(275):
            pass
        case [276, *_] | {'k': 276} | int(276):
            pass
        case [277, *_] | {'k': 277} | int(277):
            pass
        case [278, *_] | {'k': 278} | int(278):
            pass
        case [279, *_] | {'k': 279} | int(279):
            pass
        case [280, *_] | {'k': 280} | int(280):
            pass
        case [281, *_] | {'k': 281} | int(281):
            pass
        case [282, *_] | {'k': 282} | int(282):
            pass
        case [283, *_] | {'k': 283} | int(283):
            pass
        case [284, *_] | {'k': 284} | int(284):
            pass
        case [285, *_] | {'k': 285} | int(285):
            pass
        case [286, *_] | {'k': 286} | int(286):
            pass
        case [287, *_] | {'k': 287} | int(287):
            pass
        case [288, *_] | {'k': 288} | int(288):
            pass
        case [289, *_] | {'k': 289} | int(289):
            pass
        case [290, *_] | {'k': 290} | int(290):
            pass
        case [291, *_] | {'k': 291} | int(291):
            pass
        case [292, *_] | {'k': 292} | int(292):
            pass
        case [293, *_] | {'k': 293} | int(293):
            pass
        case [294, *_] | {'k': 294} | int(294):
            pass
        case [295, *_] | {'k': 295} | int(295):
            pass
        case [296, *_] | {'k': 296} | int(296):
            pass
        case [297, *_] | {'k': 297} | int(297):
            pass
        case [298, *_] | {'k': 298} | int(298):
            pass
        case [299, *_] | {'k': 299} | int(299):
            pass
        case [300, *_] | {'k': 300} | int(300):
            pass
        case [301, *_] | {'k': 301} | int(301):
            pass
        case [302, *_] | {'k': 302} | int(302):
            pass
        case [303, *_] | {'k': 303} | int(303):
            pass
        case [304, *_] | {'k': 304} | int(304):
            pass
        case [305, *_] | {'k': 305} | int(305):
            pass
        case [306, *_] | {'k': 306} | int(306):
            pass
        case [307, *_] | {'k': 307} | int(307):
            pass
        case [308, *_] | {'k': 308} | int(308):
            pass
        case [309, *_] | {'k': 309} | int(309):
            pass
        case [310, *_] | {'k': 310} | int(310):
            pass
        case [311, *_] | {'k': 311} | int(311):
            pass
        case [312, *_] | {'k': 312} | int(312):
            pass
        case [313, *_] | {'k': 313} | int(313):
            pass
        case [314, *_] | {'k': 314} | int(314):
            pass
        case [315, *_] | {'k': 315} | int(315):
            pass
        case [316, *_] | {'k': 316} | int(316):
            pass
        case [317, *_] | {'k': 317} | int(317):
            pass
        case [318, *_] | {'k': 318} | int(318):
            pass
        case [319, *_] | {'k': 319} | int(319):
            pass
        case [320, *_] | {'k': 320} | int(320):
            pass
        case [321, *_] | {'k': 321} | int(321):
            pass
        case [322, *_] | {'k': 322} | int(322):
            pass
        case [323, *_] | {'k': 323} | int(323):
            pass
        case [324, *_] | {'k': 324} | int(324):
            pass
        case [325, *_] | {'k': 325} | int(325):
            pass
        case [326, *_] | {'k': 326} | int(326):
            pass
        case [327, *_] | {'k': 327} | int(327):
            pass
        case [328, *_] | {'k': 328} | int(328):
            pass
        case [329, *_] | {'k': 329} | int(329):
            pass
        case [330, *_] | {'k': 330} | int(330):
            pass
        case [331, *_] | {'k': 331} | int(331):
            pass
        case [332, *_] | {'k': 332} | int(332):
            pass
        case [333, *_] | {'k': 333} | int(333):
            pass
        case [334, *_] | {'k': 334} | int(334):
            pass
        case [335, *_] | {'k': 335} | int(335):
            pass
        case [336, *_] | {'k': 336} | int(336):
            pass
        case [337, *_] | {'k': 337} | int(337):
            pass
        case [338, *_] | {'k': 338} | int(338):
            pass
        case [339, *_] | {'k': 339} | int(339):
            pass
        case [340, *_] | {'k': 340} | int(340):
            pass
        case [341, *_] | {'k': 341} | int(341):
            pass
        case [342, *_] | {'k': 342} | int(342):
            pass
        case [343, *_] | {'k': 343} | int(343):
            pass
        case [344, *_] | {'k': 344} | int(344):
            pass
        case [345, *_] | {'k': 345} | int(345):
            pass
        case [346, *_] | {'k': 346} | int(346):
            pass
        case [347, *_] | {'k': 347} | int(347):
            pass
        case [348, *_] | {'k': 348} | int(348):
            pass
        case [349, *_] | {'k': 349} | int(349):
            pass
        case [350, *_] | {'k': 350} | int(350):
            pass
        case [351, *_] | {'k': 351} | int(351):
            pass
        case [352, *_] | {'k': 352} | int(352):
            pass
        case [353, *_] | {'k': 353} | int(353):
            pass
        case [354, *_] | {'k': 354} | int(354):
            pass
        case [355, *_] | {'k': 355} | int(355):
            pass
        case [356, *_] | {'k': 356} | int(356):
            pass
        case [357, *_] | {'k': 357} | int(357):
            pass
        case [358, *_] | {'k': 358} | int(358):
            pass
        case [359, *_] | {'k': 359} | int(359):
            pass
        case [360, *_] | {'k': 360} | int(360):
            pass
        case [361, *_] | {'k': 361} | int(361):
            pass
        case [362, *_] | {'k': 362} | int(362):
            pass
        case [363, *_] | {'k': 363} | int(363):
            pass
        case [364, *_] | {'k': 364} | int(364):
            pass
        case [365, *_] | {'k': 365} | int(365):
            pass
        case [366, *_] | {'k': 366} | int(366):
            pass
        case [367, *_] | {'k': 367} | int(367):
            pass
        case [368, *_] | {'k': 368} | int(368):
            pass
        case [369, *_] | {'k': 369} | int(369):
            pass
        case [370, *_] | {'k': 370} | int(370):
            pass
        case [371, *_] | {'k': 371} | int(371):
            pass
        case [372, *_] | {'k': 372} | int(372):
            pass
        case [373, *_] | {'k': 373} | int(373):
            pass
        case [374, *_] | {'k': 374} | int(374):
            pass
        case [375, *_] | {'k': 375} | int(375):
            pass
        case [376, *_] | {'k': 376} | int(376):
            pass
        case [377, *_] | {'k': 377} | int(377):
            pass
        case [378, *_] | {'k': 378} | int(378):
            pass
        case [379, *_] | {'k': 379} | int(379):
            pass
        case [380, *_] | {'k': 380} | int(380):
            pass
        case [381, *_] | {'k': 381} | int(381):
            pass
        case [382, *_] | {'k': 382} | int(382):
            pass
        case [383, *_] | {'k': 383} | int(383):
            pass
        case [384, *_] | {'k': 384} | int(384):
            pass
        case [385, *_] | {'k': 385} | int(385):
            pass
        case [386, *_] | {'k': 386} | int(386):
            pass
        case [387, *_] | {'k': 387} | int(387):
            pass
        case [388, *_] | {'k': 388} | int(388):
            pass
        case [389, *_] | {'k': 389} | int(389):
            pass
        case [390, *_] | {'k': 390} | int(390):
            pass
        case [391, *_] | {'k': 391} | int(391):
            pass
        case [392, *_] | {'k': 392} | int(392):
            pass
        case [393, *_] | {'k': 393} | int(393):
            pass
        case [394, *_] | {'k': 394} | int(394):
            pass
        case [395, *_] | {'k': 395} | int(395):
            pass
        case [396, *_] | {'k': 396} | int(396):
            pass
        case [397, *_] | {'k': 397} | int(397):
            pass
        case [398, *_] | {'k': 398} | int(398):
            pass
        case [399, *_] | {'k': 399} | int(399):
            pass
        case [400, *_] | {'k': 400} | int(400):
            pass
        case [401, *_] | {'k': 401} | int(401):
            pass
        case [402, *_] | {'k': 402} | int(402):
            pass
        case [403, *_] | {'k': 403} | int(403):
            pass
        case [404, *_] | {'k': 404} | int(404):
            pass
        case [405, *_] | {'k': 405} | int(405):
            pass
        case [406, *_] | {'k': 406} | int(406):
            pass
        case [407, *_] | {'k': 407} | int(407):
            pass
        case [408, *_] | {'k': 408} | int(408):
            pass
        case [409, *_] | {'k': 409} | int(409):
            pass
        case [410, *_] | {'k': 410} | int(410):
            pass
        case [411, *_] | {'k': 411} | int(411):
            pass
        case [412, *_] | {'k': 412} | int(412):
            pass
        case [413, *_] | {'k': 413} | int(413):
            pass
        case [414, *_] | {'k': 414} | int(414):
            pass
        case [415, *_] | {'k': 415} | int(415):
            pass
        case [416, *_] | {'k': 416} | int(416):
            pass
        case [417, *_] | {'k': 417} | int(417):
            pass
        case [418, *_] | {'k': 418} | int(418):
            pass
        case [419, *_] | {'k': 419} | int(419):
            pass
        case [420, *_] | {'k': 420} | int(420):
            pass
        case [421, *_] | {'k': 421} | int(421):
            pass
        case [422, *_] | {'k': 422} | int(422):
            pass
        case [423, *_] | {'k': 423} | int(423):
            pass
        case [424, *_] | {'k': 424} | int(424):
            pass
        case [425, *_] | {'k': 425} | int(425):
            pass
        case [426, *_] | {'k': 426} | int(426):
            pass
        case [427, *_] | {'k': 427} | int(427):
            pass
        case [428, *_] | {'k': 428} | int(428):
            pass
        case [429, *_] | {'k': 429} | int(429):
            pass
        case [430, *_] | {'k': 430} | int(430):
            pass
        case [431, *_] | {'k': 431} | int(431):
            pass
        case [432, *_] | {'k': 432} | int(432):
            pass
        case [433, *_] | {'k': 433} | int(433):
            pass
        case [434, *_] | {'k': 434} | int(434):
            pass
        case [435, *_] | {'k': 435} | int(435):
            pass
        case [436, *_] | {'k': 436} | int(436):
            pass
        case [437, *_] | {'k': 437} | int(437):
            pass
        case [438, *_] | {'k': 438} | int(438):
            pass
        case [439, *_] | {'k': 439} | int(439):
            pass
        case [440, *_] | {'k': 440} | int(440):
            pass
        case [441, *_] | {'k': 441} | int(441):
            pass
        case [442, *_] | {'k': 442} | int(442):
            pass
        case [443, *_] | {'k': 443} | int(443):
            pass
        case [444, *_] | {'k': 444} | int(444):
            pass
        case [445, *_] | {'k': 445} | int(445):
            pass
        case [446, *_] | {'k': 446} | int(446):
            pass
        case [447, *_] | {'k': 447} | int(447):
            pass
        case [448, *_] | {'k': 448} | int(448):
            pass
        case [449, *_] | {'k': 449} | int(449):
            pass
        case [450, *_] | {'k': 450} | int(450):
            pass
        case [451, *_] | {'k': 451} | int(451):
            pass
        case [452, *_] | {'k': 452} | int(452):
            pass
        case [453, *_] | {'k': 453} | int(453):
            pass
        case [454, *_] | {'k': 454} | int(454):
            pass
        case [455, *_] | {'k': 455} | int(455):
            pass
        case [456, *_] | {'k': 456} | int(456):
            pass
        case [457, *_] | {'k': 457} | int(457):
            pass
        case [458, *_] | {'k': 458} | int(458):
            pass
        case [459, *_] | {'k': 459} | int(459):
            pass
        case [460, *_] | {'k': 460} | int(460):
            pass
        case [461, *_] | {'k': 461} | int(461):
            pass
        case [462, *_] | {'k': 462} | int(462):
            pass
        case [463, *_] | {'k': 463} | int(463):
            pass
        case [464, *_] | {'k': 464} | int(464):
            pass
        case [465, *_] | {'k': 465} | int(465):
            pass
        case [466, *_] | {'k': 466} | int(466):
            pass
        case [467, *_] | {'k': 467} | int(467):
            pass
        case [468, *_] | {'k': 468} | int(468):
            pass
        case [469, *_] | {'k': 469} | int(469):
            pass
        case [470, *_] | {'k': 470} | int(470):
            pass
        case [471, *_] | {'k': 471} | int(471):
            pass
        case [472, *_] | {'k': 472} | int(472):
            pass
        case [473, *_] | {'k': 473} | int(473):
            pass
        case [474, *_] | {'k': 474} | int(474):
            pass
        case [475, *_] | {'k': 475} | int(475):
            pass
        case [476, *_] | {'k': 476} | int(476):
            pass
        case [477, *_] | {'k': 477} | int(477):
            pass
        case [478, *_] | {'k': 478} | int(478):
            pass
        case [479, *_] | {'k': 479} | int(479):
            pass
        case [480, *_] | {'k': 480} | int(480):
            pass
        case [481, *_] | {'k': 481} | int(481):
            pass
        case [482, *_] | {'k': 482} | int(482):
            pass
        case [483, *_] | {'k': 483} | int(483):
            pass
        case [484, *_] | {'k': 484} | int(484):
            pass
        case [485, *_] | {'k': 485} | int(485):
            pass
        case [486, *_] | {'k': 486} | int(486):
            pass
        case [487, *_] | {'k': 487} | int(487):
            pass
        case [488, *_] | {'k': 488} | int(488):
            pass
        case [489, *_] | {'k': 489} | int(489):
            pass
        case [490, *_] | {'k': 490} | int(490):
            pass
        case [491, *_] | {'k': 491} | int(491):
            pass
        case [492, *_] | {'k': 492} | int(492):
            pass
        case [493, *_] | {'k': 493} | int(493):
            pass
        case [494, *_] | {'k': 494} | int(494):
            pass
        case [495, *_] | {'k': 495} | int(495):
            pass
        case [496, *_] | {'k': 496} | int(496):
            pass
        case [497, *_] | {'k': 497} | int(497):
            pass
        case [498, *_] | {'k': 498} | int(498):
            pass
        case [499, *_] | {'k': 499} | int(499):
            pass
        case [500, *_] | {'k': 500} | int(500):
            pass
        case [501, *_] | {'k': 501} | int(501):
            pass
        case [502, *_] | {'k': 502} | int(502):
            pass
        case [503, *_] | {'k': 503} | int(503):
            pass
        case [504, *_] | {'k': 504} | int(504):
            pass
        case [505, *_] | {'k': 505} | int(505):
            pass
        case [506, *_] | {'k': 506} | int(506):
            pass
        case [507, *_] | {'k': 507} | int(507):
            pass
        case [508, *_] | {'k': 508} | int(508):
            pass
        case [509, *_] | {'k': 509} | int(509):
            pass
        case [510, *_] | {'k': 510} | int(510):
            pass
        case [511, *_] | {'k': 511} | int(511):
            pass
        case [512, *_] | {'k': 512} | int(512):
            pass
        case [513, *_] | {'k': 513} | int(513):
            pass
        case [514, *_] | {'k': 514} | int(514):
            pass
        case [515, *_] | {'k': 515} | int(515):
            pass
        case [516, *_] | {'k': 516} | int(516):
            pass
        case [517, *_] | {'k': 517} | int(517):
            pass
        case [518, *_] | {'k': 518} | int(518):
            pass
        case [519, *_] | {'k': 519} | int(519):
            pass
        case [520, *_] | {'k': 520} | int(520):
            pass
        case [521, *_] | {'k': 521} | int(521):
            pass
        case [522, *_] | {'k': 522} | int(522):
            pass
        case [523, *_] | {'k': 523} | int(523):
            pass
        case [524, *_] | {'k': 524} | int(524):
            pass
        case [525, *_] | {'k': 525} | int(525):
            pass
        case [526, *_] | {'k': 526} | int(526):
            pass
        case [527, *_] | {'k': 527} | int(527):
            pass
        case [528, *_] | {'k': 528} | int(528):
            pass
        case [529, *_] | {'k': 529} | int(529):
            pass
        case [530, *_] | {'k': 530} | int(530):
            pass
        case [531, *_] | {'k': 531} | int(531):
            pass
        case [532, *_] | {'k': 532} | int(532):
            pass
        case [533, *_] | {'k': 533} | int(533):
            pass
        case [534, *_] | {'k': 534} | int(534):
            pass
        case [535, *_] | {'k': 535} | int(535):
            pass
        case [536, *_] | {'k': 536} | int(536):
            pass
        case [537, *_] | {'k': 537} | int(537):
            pass
        case [538, *_] | {'k': 538} | int(538):
            pass
        case [539, *_] | {'k': 539} | int(539):
            pass
        case [540, *_] | {'k': 540} | int(540):
            pass
        case [541, *_] | {'k': 541} | int(541):
            pass
        case [542, *_] | {'k': 542} | int(542):
            pass
        case [543, *_] | {'k': 543} | int(543):
            pass
        case [544, *_] | {'k': 544} | int(544):
            pass
        case [545, *_] | {'k': 545} | int(545):
            pass
        case [546, *_] | {'k': 546} | int(546):
            pass
        case [547, *_] | {'k': 547} | int(547):
            pass
        case [548, *_] | {'k': 548} | int(548):
            pass
        case [549, *_] | {'k': 549} | int(549):
            pass
        case [550, *_] | {'k': 550} | int(550):
            pass
        case [551, *_] | {'k': 551} | int(551):
            pass
        case [552, *_] | {'k': 552} | int(552):
            pass
        case [553, *_] | {'k': 553} | int(553):
            pass
        case [554, *_] | {'k': 554} | int(554):
            pass
        case [555, *_] | {'k': 555} | int(555):
            pass
        case [556, *_] | {'k': 556} | int(556):
            pass
        case [557, *_] | {'k': 557} | int(557):
            pass
        case [558, *_] | {'k': 558} | int(558):
            pass
        case [559, *_] | {'k': 559} | int(559):
            pass
        case [560, *_] | {'k': 560} | int(560):
            pass
        case [561, *_] | {'k': 561} | int(561):
            pass
        case [562, *_] | {'k': 562} | int(562):
            pass
        case [563, *_] | {'k': 563} | int(563):
            pass
        case [564, *_] | {'k': 564} | int(564):
            pass
        case [565, *_] | {'k': 565} | int(565):
            pass
        case [566, *_] | {'k': 566} | int(566):
            pass
        case [567, *_] | {'k': 567} | int(567):
            pass
        case [568, *_] | {'k': 568} | int(568):
            pass
        case [569, *_] | {'k': 569} | int(569):
            pass
        case [570, *_] | {'k': 570} | int(570):
            pass
        case [571, *_] | {'k': 571} | int(571):
            pass
        case [572, *_] | {'k': 572} | int(572):
            pass
        case [573, *_] | {'k': 573} | int(573):
            pass
        case [574, *_] | {'k': 574} | int(574):
            pass
        case [575, *_] | {'k': 575} | int(575):
            pass
        case [576, *_] | {'k': 576} | int(576):
            pass
        case [577, *_] | {'k': 577} | int(577):
            pass
        case [578, *_] | {'k': 578} | int(578):
            pass
        case [579, *_] | {'k': 579} | int(579):
            pass
        case [580, *_] | {'k': 580} | int(580):
            pass
        case [581, *_] | {'k': 581} | int(581):
            pass
        case [582, *_] | {'k': 582} | int(582):
            pass
        case [583, *_] | {'k': 583} | int(583):
            pass
        case [584, *_] | {'k': 584} | int(584):
            pass
        case [585, *_] | {'k': 585} | int(585):
            pass
        case [586, *_] | {'k': 586} | int(586):
            pass
        case [587, *_] | {'k': 587} | int(587):
            pass
        case [588, *_] | {'k': 588} | int(588):
            pass
        case [589, *_] | {'k': 589} | int(589):
            pass
        case [590, *_] | {'k': 590} | int(590):
            pass
        case [591, *_] | {'k': 591} | int(591):
            pass
        case [592, *_] | {'k': 592} | int(592):
            pass
        case [593, *_] | {'k': 593} | int(593):
            pass
        case [594, *_] | {'k': 594} | int(594):
            pass
        case [595, *_] | {'k': 595} | int(595):
            pass
        case [596, *_] | {'k': 596} | int(596):
            pass
        case [597, *_] | {'k': 597} | int(597):
            pass
        case [598, *_] | {'k': 598} | int(598):
            pass
        case [599, *_] | {'k': 599} | int(599):
            pass
        case [600, *_] | {'k': 600} | int(600):
            pass
        case [601, *_] | {'k': 601} | int(601):
            pass
        case [602, *_] | {'k': 602} | int(602):
            pass
        case [603, *_] | {'k': 603} | int(603):
            pass
        case [604, *_] | {'k': 604} | int(604):
            pass
        case [605, *_] | {'k': 605} | int(605):
            pass
        case [606, *_] | {'k': 606} | int(606):
            pass
        case [607, *_] | {'k': 607} | int(607):
            pass
        case [608, *_] | {'k': 608} | int(608):
            pass
        case [609, *_] | {'k': 609} | int(609):
            pass
        case [610, *_] | {'k': 610} | int(610):
            pass
        case [611, *_] | {'k': 611} | int(611):
            pass
        case [612, *_] | {'k': 612} | int(612):
            pass
        case [613, *_] | {'k': 613} | int(613):
            pass
        case [614, *_] | {'k': 614} | int(614):
            pass
        case [615, *_] | {'k': 615} | int(615):
            pass
        case [616, *_] | {'k': 616} | int(616):
            pass
        case [617, *_] | {'k': 617} | int(617):
            pass
        case [618, *_] | {'k': 618} | int(618):
            pass
        case [619, *_] | {'k': 619} | int(619):
            pass
        case [620, *_] | {'k': 620} | int(620):
            pass
        case [621, *_] | {'k': 621} | int(621):
            pass
        case [622, *_] | {'k': 622} | int(622):
            pass
        case [623, *_] | {'k': 623} | int(623):
            pass
        case [624, *_] | {'k': 624} | int(624):
            pass
        case [625, *_] | {'k': 625} | int(625):
            pass
        case [626, *_] | {'k': 626} | int(626):
            pass
        case [627, *_] | {'k': 627} | int(627):
            pass
        case [628, *_] | {'k': 628} | int(628):
            pass
        case [629, *_] | {'k': 629} | int(629):
            pass
        case [630, *_] | {'k': 630} | int(630):
            pass
        case [631, *_] | {'k': 631} | int(631):
            pass
        case [632, *_] | {'k': 632} | int(632):
            pass
        case [633, *_] | {'k': 633} | int(633):
            pass
        case [634, *_] | {'k': 634} | int(634):
            pass
        case [635, *_] | {'k': 635} | int(635):
            pass
        case [636, *_] | {'k': 636} | int(636):
            pass
        case [637, *_] | {'k': 637} | int(637):
            pass
        case [638, *_] | {'k': 638} | int(638):
            pass
        case [639, *_] | {'k': 639} | int(639):
            pass
        case [640, *_] | {'k': 640} | int(640):
            pass
        case [641, *_] | {'k': 641} | int(641):
            pass
        case [642, *_] | {'k': 642} | int(642):
            pass
        case [643, *_] | {'k': 643} | int(643):
            pass
        case [644, *_] | {'k': 644} | int(644):
            pass
        case [645, *_] | {'k': 645} | int(645):
            pass
        case [646, *_] | {'k': 646} | int(646):
            pass
        case [647, *_] | {'k': 647} | int(647):
            pass
        case [648, *_] | {'k': 648} | int(648):
            pass
        case [649, *_] | {'k': 649} | int(649):
            pass
        case [650, *_] | {'k': 650} | int(650):
            pass
        case [651, *_] | {'k': 651} | int(651):
            pass
        case [652, *_] | {'k': 652} | int(652):
            pass
        case [653, *_] | {'k': 653} | int(653):
            pass
        case [654, *_] | {'k': 654} | int(654):
            pass
        case [655, *_] | {'k': 655} | int(655):
            pass
        case [656, *_] | {'k': 656} | int(656):
            pass
        case [657, *_] | {'k': 657} | int(657):
            pass
        case [658, *_] | {'k': 658} | int(658):
            pass
        case [659, *_] | {'k': 659} | int(659):
            pass
        case [660, *_] | {'k': 660} | int(660):
            pass
        case [661, *_] | {'k': 661} | int(661):
            pass
        case [662, *_] | {'k': 662} | int(662):
            pass
        case [663, *_] | {'k': 663} | int(663):
            pass
        case [664, *_] | {'k': 664} | int(664):
            pass
        case [665, *_] | {'k': 665} | int(665):
            pass
        case [666, *_] | {'k': 666} | int(666):
            pass
        case [667, *_] | {'k': 667} | int(667):
            pass
        case [668, *_] | {'k': 668} | int(668):
            pass
        case [669, *_] | {'k': 669} | int(669):
            pass
        case [670, *_] | {'k': 670} | int(670):
            pass
        case [671, *_] | {'k': 671} | int(671):
            pass
        case [672, *_] | {'k': 672} | int(672):
            pass
        case [673, *_] | {'k': 673} | int(673):
            pass
        case [674, *_] | {'k': 674} | int(674):
            pass
        case [675, *_] | {'k': 675} | int(675):
            pass
        case [676, *_] | {'k': 676} | int(676):
            pass
        case [677, *_] | {'k': 677} | int(677):
            pass
        case [678, *_] | {'k': 678} | int(678):
            pass
        case [679, *_] | {'k': 679} | int(679):
            pass
        case [680, *_] | {'k': 680} | int(680):
            pass
        case [681, *_] | {'k': 681} | int(681):
            pass
        case [682, *_] | {'k': 682} | int(682):
            pass
        case [683, *_] | {'k': 683} | int(683):
            pass
        case [684, *_] | {'k': 684} | int(684):
            pass
        case [685, *_] | {'k': 685} | int(685):
            pass
        case [686, *_] | {'k': 686} | int(686):
            pass
        case [687, *_] | {'k': 687} | int(687):
            pass
        case [688, *_] | {'k': 688} | int(688):
            pass
        case [689, *_] | {'k': 689} | int(689):
            pass
        case [690, *_] | {'k': 690} | int(690):
            pass
        case [691, *_] | {'k': 691} | int(691):
            pass
        case [692, *_] | {'k': 692} | int(692):
            pass
        case [693, *_] | {'k': 693} | int(693):
            pass
        case [694, *_] | {'k': 694} | int(694):
            pass
        case [695, *_] | {'k': 695} | int(695):
            pass
        case [696, *_] | {'k': 696} | int(696):
            pass
        case [697, *_] | {'k': 697} | int(697):
            pass
        case [698, *_] | {'k': 698} | int(698):
            pass
        case [699, *_] | {'k': 699} | int(699):
            pass
        case [700, *_] | {'k': 700} | int(700):
            pass
        case [701, *_] | {'k': 701} | int(701):
            pass
        case [702, *_] | {'k': 702} | int(702):
            pass
        case [703, *_] | {'k': 703} | int(703):
            pass
        case [704, *_] | {'k': 704} | int(704):
            pass
        case [705, *_] | {'k': 705} | int(705):
            pass
        case [706, *_] | {'k': 706} | int(706):
            pass
        case [707, *_] | {'k': 707} | int(707):
            pass
        case [708, *_] | {'k': 708} | int(708):
            pass
        case [709, *_] | {'k': 709} | int(709):
            pass
        case [710, *_] | {'k': 710} | int(710):
            pass
        case [711, *_] | {'k': 711} | int(711):
            pass
        case [712, *_] | {'k': 712} | int(712):
            pass
        case [713, *_] | {'k': 713} | int(713):
            pass
        case [714, *_] | {'k': 714} | int(714):
            pass
        case [715, *_] | {'k': 715} | int(715):
            pass
        case [716, *_] | {'k': 716} | int(716):
            pass
        case [717, *_] | {'k': 717} | int(717):
            pass
        case [718, *_] | {'k': 718} | int(718):
            pass
        case [719, *_] | {'k': 719} | int(719):
            pass
        case [720, *_] | {'k': 720} | int(720):
            pass
        case [721, *_] | {'k': 721} | int(721):
            pass
        case [722, *_] | {'k': 722} | int(722):
            pass
        case [723, *_] | {'k': 723} | int(723):
            pass
        case [724, *_] | {'k': 724} | int(724):
            pass
        case [725, *_] | {'k': 725} | int(725):
            pass
        case [726, *_] | {'k': 726} | int(726):
            pass
        case [727, *_] | {'k': 727} | int(727):
            pass
        case [728, *_] | {'k': 728} | int(728):
            pass
        case [729, *_] | {'k': 729} | int(729):
            pass
        case [730, *_] | {'k': 730} | int(730):
            pass
        case [731, *_] | {'k': 731} | int(731):
            pass
        case [732, *_] | {'k': 732} | int(732):
            pass
        case [733, *_] | {'k': 733} | int(733):
            pass
        case [734, *_] | {'k': 734} | int(734):
            pass
        case [735, *_] | {'k': 735} | int(735):
            pass
        case [736, *_] | {'k': 736} | int(736):
            pass
        case [737, *_] | {'k': 737} | int(737):
            pass
        case [738, *_] | {'k': 738} | int(738):
            pass
        case [739, *_] | {'k': 739} | int(739):
            pass
        case [740, *_] | {'k': 740} | int(740):
            pass
        case [741, *_] | {'k': 741} | int(741):
            pass
        case [742, *_] | {'k': 742} | int(742):
            pass
        case [743, *_] | {'k': 743} | int(743):
            pass
        case [744, *_] | {'k': 744} | int(744):
            pass
        case [745, *_] | {'k': 745} | int(745):
            pass
        case [746, *_] | {'k': 746} | int(746):
            pass
        case [747, *_] | {'k': 747} | int(747):
            pass
        case [748, *_] | {'k': 748} | int(748):
            pass
        case [749, *_] | {'k': 749} | int(749):
            pass
        case [750, *_] | {'k': 750} | int(750):
            pass
        case [751, *_] | {'k': 751} | int(751):
            pass
        case [752, *_] | {'k': 752} | int(752):
            pass
        case [753, *_] | {'k': 753} | int(753):
            pass
        case [754, *_] | {'k': 754} | int(754):
            pass
        case [755, *_] | {'k': 755} | int(755):
            pass
        case [756, *_] | {'k': 756} | int(756):
            pass
        case [757, *_] | {'k': 757} | int(757):
            pass
        case [758, *_] | {'k': 758} | int(758):
            pass
        case [759, *_] | {'k': 759} | int(759):
            pass
        case [760, *_] | {'k': 760} | int(760):
            pass
        case [761, *_] | {'k': 761} | int(761):
            pass
        case [762, *_] | {'k': 762} | int(762):
            pass
        case [763, *_] | {'k': 763} | int(763):
            pass
        case [764, *_] | {'k': 764} | int(764):
            pass
        case [765, *_] | {'k': 765} | int(765):
            pass
        case [766, *_] | {'k': 766} | int(766):
            pass
        case [767, *_] | {'k': 767} | int(767):
            pass
        case [768, *_] | {'k': 768} | int(768):
            pass
        case [769, *_] | {'k': 769} | int(769):
            pass
        case [770, *_] | {'k': 770} | int(770):
            pass
        case [771, *_] | {'k': 771} | int(771):
            pass
        case [772, *_] | {'k': 772} | int(772):
            pass
        case [773, *_] | {'k': 773} | int(773):
            pass
        case [774, *_] | {'k': 774} | int(774):
            pass
        case [775, *_] | {'k': 775} | int(775):
            pass
        case [776, *_] | {'k': 776} | int(776):
            pass
        case [777, *_] | {'k': 777} | int(777):
            pass
        case [778, *_] | {'k': 778} | int(778):
            pass
        case [779, *_] | {'k': 779} | int(779):
            pass
        case [780, *_] | {'k': 780} | int(780):
            pass
        case [781, *_] | {'k': 781} | int(781):
            pass
        case [782, *_] | {'k': 782} | int(782):
            pass
        case [783, *_] | {'k': 783} | int(783):
            pass
        case [784, *_] | {'k': 784} | int(784):
            pass
        case [785, *_] | {'k': 785} | int(785):
            pass
        case [786, *_] | {'k': 786} | int(786):
            pass
        case [787, *_] | {'k': 787} | int(787):
            pass
        case [788, *_] | {'k': 788} | int(788):
            pass
        case [789, *_] | {'k': 789} | int(789):
            pass
        case [790, *_] | {'k': 790} | int(790):
            pass
        case [791, *_] | {'k': 791} | int(791):
            pass
        case [792, *_] | {'k': 792} | int(792):
            pass
        case [793, *_] | {'k': 793} | int(793):
            pass
        case [794, *_] | {'k': 794} | int(794):
            pass
        case [795, *_] | {'k': 795} | int(795):
            pass
        case [796, *_] | {'k': 796} | int(796):
            pass
        case [797, *_] | {'k': 797} | int(797):
            pass
        case [798, *_] | {'k': 798} | int(798):
            pass
        case [799, *_] | {'k': 799} | int(799):
            pass
        case [800, *_] | {'k': 800} | int(800):
            pass
        case [801, *_] | {'k': 801} | int(801):
            pass
        case [802, *_] | {'k': 802} | int(802):
            pass
        case [803, *_] | {'k': 803} | int(803):
            pass
        case [804, *_] | {'k': 804} | int(804):
            pass
        case [805, *_] | {'k': 805} | int(805):
            pass
        case [806, *_] | {'k': 806} | int(806):
            pass
        case [807, *_] | {'k': 807} | int(807):
            pass
        case [808, *_] | {'k': 808} | int(808):
            pass
        case [809, *_] | {'k': 809} | int(809):
            pass
        case [810, *_] | {'k': 810} | int(810):
            pass
        case [811, *_] | {'k': 811} | int(811):
            pass
        case [812, *_] | {'k': 812} | int(812):
            pass
        case [813, *_] | {'k': 813} | int(813):
            pass
        case [814, *_] | {'k': 814} | int(814):
            pass
        case [815, *_] | {'k': 815} | int(815):
            pass
        case [816, *_] | {'k': 816} | int(816):
            pass
        case [817, *_] | {'k': 817} | int(817):
            pass
        case [818, *_] | {'k': 818} | int(818):
            pass
        case [819, *_] | {'k': 819} | int(819):
            pass
        case [820, *_] | {'k': 820} | int(820):
            pass
        case [821, *_] | {'k': 821} | int(821):
            pass
        case [822, *_] | {'k': 822} | int(822):
            pass
        case [823, *_] | {'k': 823} | int(823):
            pass
        case [824, *_] | {'k': 824} | int(824):
            pass
        case [825, *_] | {'k': 825} | int(825):
            pass
        case [826, *_] | {'k': 826} | int(826):
            pass
        case [827, *_] | {'k': 827} | int(827):
            pass
        case [828, *_] | {'k': 828} | int(828):
            pass
        case [829, *_] | {'k': 829} | int(829):
            pass
        case [830, *_] | {'k': 830} | int(830):
            pass
        case [831, *_] | {'k': 831} | int(831):
            pass
        case [832, *_] | {'k': 832} | int(832):
            pass
        case [833, *_] | {'k': 833} | int(833):
            pass
        case [834, *_] | {'k': 834} | int(834):
            pass
        case [835, *_] | {'k': 835} | int(835):
            pass
        case [836, *_] | {'k': 836} | int(836):
            pass
        case [837, *_] | {'k': 837} | int(837):
            pass
        case [838, *_] | {'k': 838} | int(838):
            pass
        case [839, *_] | {'k': 839} | int(839):
            pass
        case [840, *_] | {'k': 840} | int(840):
            pass
        case [841, *_] | {'k': 841} | int(841):
            pass
        case [842, *_] | {'k': 842} | int(842):
            pass
        case [843, *_] | {'k': 843} | int(843):
            pass
        case [844, *_] | {'k': 844} | int(844):
            pass
        case [845, *_] | {'k': 845} | int(845):
            pass
        case [846, *_] | {'k': 846} | int(846):
            pass
        case [847, *_] | {'k': 847} | int(847):
            pass
        case [848, *_] | {'k': 848} | int(848):
            pass
        case [849, *_] | {'k': 849} | int(849):
            pass
        case [850, *_] | {'k': 850} | int(850):
            pass
        case [851, *_] | {'k': 851} | int(851):
            pass
        case [852, *_] | {'k': 852} | int(852):
            pass
        case [853, *_] | {'k': 853} | int(853):
            pass
        case [854, *_] | {'k': 854} | int(854):
            pass
        case [855, *_] | {'k': 855} | int(855):
            pass
        case [856, *_] | {'k': 856} | int(856):
            pass
        case [857, *_] | {'k': 857} | int(857):
            pass
        case [858, *_] | {'k': 858} | int(858):
            pass
        case [859, *_] | {'k': 859} | int(859):
            pass
        case [860, *_] | {'k': 860} | int(860):
            pass
        case [861, *_] | {'k': 861} | int(861):
            pass
        case [862, *_] | {'k': 862} | int(862):
            pass
        case [863, *_] | {'k': 863} | int(863):
            pass
        case [864, *_] | {'k': 864} | int(864):
            pass
        case [865, *_] | {'k': 865} | int(865):
            pass
        case [866, *_] | {'k': 866} | int(866):
            pass
        case [867, *_] | {'k': 867} | int(867):
            pass
        case [868, *_] | {'k': 868} | int(868):
            pass
        case [869, *_] | {'k': 869} | int(869):
            pass
        case [870, *_] | {'k': 870} | int(870):
            pass
        case [871, *_] | {'k': 871} | int(871):
            pass
        case [872, *_] | {'k': 872} | int(872):
            pass
        case [873, *_] | {'k': 873} | int(873):
            pass
        case [874, *_] | {'k': 874} | int(874):
            pass
        case [875, *_] | {'k': 875} | int(875):
            pass
        case [876, *_] | {'k': 876} | int(876):
            pass
        case [877, *_] | {'k': 877} | int(877):
            pass
        case [878, *_] | {'k': 878} | int(878):
            pass
        case [879, *_] | {'k': 879} | int(879):
            pass
        case [880, *_] | {'k': 880} | int(880):
            pass
        case [881, *_] | {'k': 881} | int(881):
            pass
        case [882, *_] | {'k': 882} | int(882):
            pass
        case [883, *_] | {'k': 883} | int(883):
            pass
        case [884, *_] | {'k': 884} | int(884):
            pass
        case [885, *_] | {'k': 885} | int(885):
            pass
        case [886, *_] | {'k': 886} | int(886):
            pass
        case [887, *_] | {'k': 887} | int(887):
            pass
        case [888, *_] | {'k': 888} | int(888):
            pass
        case [889, *_] | {'k': 889} | int(889):
            pass
        case [890, *_] | {'k': 890} | int(890):
            pass
        case [891, *_] | {'k': 891} | int(891):
            pass
        case [892, *_] | {'k': 892} | int(892):
            pass
        case [893, *_] | {'k': 893} | int(893):
            pass
        case [894, *_] | {'k': 894} | int(894):
            pass
        case [895, *_] | {'k': 895} | int(895):
            pass
        case [896, *_] | {'k': 896} | int(896):
            pass
        case [897, *_] | {'k': 897} | int(897):
            pass
        case [898, *_] | {'k': 898} | int(898):
            pass
        case [899, *_] | {'k': 899} | int(899):
            pass


class Hostile(bt.Strategy):
    def next(self):
        pass
