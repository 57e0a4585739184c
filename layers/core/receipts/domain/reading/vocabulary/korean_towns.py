"""The provinces, cities and counties of Korea (지방자치법 제2조) by their names without 시 or 군."""

_TOWNS = (
    "서울 부산 대구 인천 광주 대전 울산 세종 제주 서귀포 수원 성남 고양 용인 부천 안산 "
    "안양 남양주 화성 평택 의정부 시흥 파주 김포 광명 군포 이천 오산 하남 양주 구리 "
    "안성 포천 의왕 여주 동두천 과천 가평 양평 연천 춘천 원주 강릉 동해 태백 속초 삼척 "
    "홍천 횡성 영월 평창 정선 철원 화천 양구 인제 고성 양양 청주 충주 제천 보은 옥천 "
    "영동 증평 진천 괴산 음성 단양 천안 공주 보령 아산 서산 논산 계룡 당진 금산 부여 "
    "서천 청양 홍성 예산 태안 전주 군산 익산 정읍 남원 김제 완주 진안 무주 장수 임실 "
    "순창 고창 부안 목포 여수 순천 나주 광양 담양 곡성 구례 고흥 보성 화순 장흥 강진 "
    "해남 영암 무안 함평 영광 장성 완도 진도 신안 포항 경주 김천 안동 구미 영주 영천 "
    "상주 문경 경산 의성 청송 영양 영덕 청도 고령 성주 칠곡 예천 봉화 울진 울릉 창원 "
    "진주 통영 사천 김해 밀양 거제 양산 의령 함안 창녕 남해 하동 산청 함양 거창 합천"
)
TOWNS = frozenset(_TOWNS.split())
_QUARTERS = (
    "일산 분당 판교 평촌 산본 동탄 광교 위례 송도 청라 검단 영종 다산 별내 미사 운정 강남 홍대 신촌 잠실 "
    "여의도 성수 이태원 명동 해운대 서면 센텀 광안리 동성로 수성 상무 첨단 수완 둔산 유성 노은 도안 오창 물금"
)
QUARTERS = frozenset(_QUARTERS.split())
"""Parts of cities that branches are called after before the street or the station: 일산 정발산점."""
PROVINCES = frozenset(("경기", "강원", "충북", "충남", "전북", "전남", "경북", "경남"))
"""What stands before a town (제2조); the others are called as their cities are."""
