"""Two samples of Californian schools, the columns that the worked examples need.

Source: the data sets apistrat and apiclus1 of R's package survey 4.1.1 (T. Lumley), drawn from the Academic
Performance Index 2000 of the California Department of Education. One school is written api00/enroll/sch.wide, the
last Y or N.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# apistrat: a simple random sample of 100, 50 and 50 schools from 4,421, 755 and 1,018.
STRATIFIED = {
    "E": """
840/276/Y 516/841/Y 531/441/N 501/298/Y 720/354/Y 805/330/Y 778/385/N 731/583/N 592/763/Y 669/381/Y 497/1112/Y
638/515/Y 534/262/Y 705/528/Y 761/278/Y 771/266/Y 751/256/Y 474/443/Y 832/450/Y 559/553/Y 765/589/Y 744/312/Y
865/474/Y 782/184/Y 745/446/Y 892/369/Y 619/681/Y 616/263/Y 703/313/Y 509/522/Y 806/339/Y 759/334/Y 740/323/Y
642/655/Y 565/388/Y 726/342/Y 863/355/Y 765/537/Y 893/382/Y 398/444/N 539/603/Y 776/264/Y 580/158/Y 503/643/Y
724/424/Y 476/541/Y 529/473/Y 870/337/Y 746/447/Y 836/334/Y 756/290/N 423/660/Y 588/285/Y 606/143/Y 632/555/Y
651/382/Y 553/571/Y 676/619/N 861/270/Y 588/441/Y 597/387/Y 884/227/Y 819/155/Y 542/325/Y 509/437/N 493/195/Y
893/445/Y 709/292/Y 596/332/Y 609/339/Y 671/386/Y 720/250/Y 669/587/Y 650/262/Y 836/304/Y 542/459/Y 578/492/Y
814/615/Y 777/437/Y 719/390/Y 617/547/Y 856/365/Y 723/770/Y 609/678/Y 676/271/Y 668/307/Y 421/620/Y 667/153/Y
631/213/N 845/410/Y 631/364/N 696/169/Y 714/368/Y 788/190/Y 667/368/Y 568/601/Y 847/420/Y 679/613/Y 477/446/Y
521/482/Y
""",
    "H": """
467/2165/N 522/1894/N 455/357/Y 509/2552/N 681/1105/Y 666/1586/N 582/1527/N 641/331/Y 510/983/Y 527/1423/N 681/682/Y
724/1820/Y 525/1033/Y 712/532/Y 680/1115/Y 784/1956/Y 743/695/N 593/637/N 518/1515/N 770/633/N 721/1771/N 713/588/Y
816/1469/Y 641/119/N 667/1989/N 610/1139/N 618/195/Y 717/1148/Y 610/1032/Y 868/1692/Y 678/2247/N 418/1068/Y
712/2018/N 784/1788/Y 472/216/N 764/1377/Y 646/1115/Y 585/2181/N 556/1783/N 600/1389/Y 599/1313/Y 706/542/N
409/1684/N 635/1520/Y 477/3156/N 710/763/N 453/2237/N 546/1602/Y 646/1754/Y 624/599/Y
""",
    "M": """
496/1293/Y 505/1043/N 409/739/N 609/1116/Y 867/739/Y 685/912/Y 647/1173/N 745/539/Y 694/363/Y 676/475/Y 870/558/Y
500/491/N 679/715/N 552/179/Y 559/598/N 650/1162/Y 565/817/N 443/2039/N 774/1345/N 668/390/Y 581/618/Y 878/767/Y
753/829/Y 528/529/N 678/775/Y 535/954/Y 667/893/Y 534/635/N 648/725/Y 551/1087/Y 485/554/Y 765/358/Y 743/802/Y
403/608/N 695/525/Y 551/480/Y 467/892/N 669/1191/Y 773/934/Y 780/348/Y 693/714/N 635/708/Y 660/895/Y 733/696/Y
657/933/Y 606/1524/Y 522/2171/N 601/1012/Y 819/1358/Y 627/423/Y
""",
}
WEIGHT = {"E": 44.21, "H": 15.1, "M": 20.36}
SCHOOLS = {"E": 4421, "H": 755, "M": 1018}

# apiclus1: all schools of 15 districts out of 757; each weighs 33.847. District: type and school.
CLUSTERED = {
    637: """
H/608/1689/Y E/684/288/Y E/612/294/Y E/710/143/Y E/729/307/Y E/714/311/Y E/759/362/Y E/585/263/Y E/625/583/Y
M/664/886/Y M/669/955/Y
""",
    437: """
H/443/418/Y E/467/574/Y M/482/286/Y E/496/158/Y
""",
    778: """
M/411/372/N E/494/308/Y
""",
    197: """
E/493/358/Y M/592/921/N E/550/375/Y M/689/962/Y M/598/954/N E/628/370/Y E/652/596/Y E/628/485/Y E/832/254/Y
E/777/465/Y E/709/481/Y E/709/425/N E/736/312/Y
""",
    406: """
E/561/360/Y E/555/323/Y
""",
    815: """
H/696/442/N M/631/508/N E/564/166/Y E/602/525/Y
""",
    178: """
H/529/388/Y E/491/266/Y E/510/671/Y M/547/343/N
""",
    255: """
E/814/466/Y E/806/516/Y E/715/489/Y E/785/300/Y M/720/728/Y E/905/512/Y M/617/972/Y E/630/619/Y E/629/562/Y
E/696/358/Y E/476/626/Y E/757/396/Y E/825/571/Y E/595/715/Y E/552/345/N M/847/850/Y
""",
    568: """
H/714/258/Y H/724/170/Y H/687/210/N H/723/467/Y E/662/117/Y E/699/196/N E/807/205/Y M/679/233/Y E/691/324/Y
""",
    135: """
E/622/370/Y E/754/309/Y E/655/414/Y E/764/303/Y E/795/407/Y E/505/504/Y E/638/371/N E/733/374/Y E/523/631/Y
E/511/432/Y E/710/299/Y E/657/500/Y E/602/499/Y E/490/748/Y E/664/356/N E/651/302/Y E/603/594/Y E/698/527/Y
E/511/446/Y E/814/436/Y E/669/381/Y E/711/464/N E/538/462/Y E/705/320/Y E/595/437/Y E/551/295/Y E/762/512/Y
E/521/343/Y E/709/404/Y E/780/504/Y E/780/411/Y E/722/637/Y E/828/555/Y E/737/491/Y
""",
    510: """
H/595/1585/N H/661/1855/Y E/502/385/Y M/614/1015/N E/585/483/Y E/582/576/Y M/642/1405/Y E/536/549/Y E/746/352/Y
E/667/564/Y E/629/540/N E/745/290/Y E/674/523/Y E/637/379/Y E/696/391/Y E/632/403/Y E/639/613/Y E/745/596/Y
E/789/520/Y M/656/1573/Y E/789/371/Y
""",
    716: """
H/517/1908/Y H/478/2181/Y H/582/2106/Y E/592/532/Y E/587/381/Y E/553/624/Y E/516/704/Y E/535/602/Y E/566/686/Y
E/481/607/N E/472/209/Y E/559/643/Y E/610/331/Y E/599/641/Y E/551/479/Y E/554/535/Y E/561/561/N E/505/695/N
E/492/426/N E/504/657/Y E/487/300/Y E/627/612/Y E/465/466/Y E/529/352/Y E/625/559/Y E/436/363/Y E/542/558/Y
E/515/257/N M/461/1243/Y M/528/1260/Y M/512/1306/Y M/508/1344/Y E/670/119/Y E/760/818/Y E/652/118/Y E/546/145/Y
E/717/486/Y
""",
    61: """
E/701/371/Y E/748/377/Y E/735/265/Y M/699/930/N E/685/336/Y E/827/448/Y M/711/1023/Y E/677/387/Y M/759/940/N
E/697/525/Y E/742/427/Y E/691/390/Y E/700/358/Y
""",
    413: """
E/551/274/Y
""",
    448: """
H/703/2147/Y E/676/479/Y E/714/441/Y E/842/476/Y E/824/511/Y E/717/385/Y E/836/443/Y M/733/696/Y E/719/332/Y
M/817/738/Y E/749/425/Y E/781/302/Y
""",
}
CLUSTER_WEIGHT = 33.847
DISTRICTS = 757

Columns = dict[str, NDArray]


def stratified() -> Columns:
    rows = [(kind, *school.split("/")) for kind, text in STRATIFIED.items() for school in text.split()]
    kinds = [row[0] for row in rows]
    return _columns(kinds, [row[1:] for row in rows]) | {
        "weight": np.array([WEIGHT[kind] for kind in kinds]),
        "population": np.array([SCHOOLS[kind] for kind in kinds]),
    }


def clustered() -> Columns:
    rows = [(district, *school.split("/")) for district, text in CLUSTERED.items() for school in text.split()]
    return _columns([row[1] for row in rows], [row[2:] for row in rows]) | {
        "district": np.array([row[0] for row in rows]),
        "weight": np.full(len(rows), CLUSTER_WEIGHT),
        "population": np.full(len(rows), DISTRICTS),
    }


def _columns(kinds: list[str], schools: list[tuple[str, ...]]) -> Columns:
    return {
        "kind": np.array(kinds),
        "api": np.array([float(school[0]) for school in schools]),
        "enroll": np.array([float(school[1]) for school in schools]),
        "school_wide": np.array([float(school[2] == "Y") for school in schools]),
        "school_wide_text": np.array(["Yes" if school[2] == "Y" else "No" for school in schools]),
    }
