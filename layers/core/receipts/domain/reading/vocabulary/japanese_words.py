"""The words of Japanese tills, by what they announce.

消費税法 第30条, 第57条の4: since 2019 goods have 8 or 10 percent, and a qualified invoice names for each rate
the sum and its tax, inside the prices (内税) or on top of them (外税).
"""

from receipts.domain.reading.vocabulary.labels import Label


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


JAPANESE: dict[Label, tuple[str, ...]] = {
    Label.PAID: _words(
        "お買上計 お買上げ計 お会計 現計 ご請求額 請求金額 お支払額 お支払金額 税込合計 合計金額"
    ),
    Label.TOTAL: _words("合計 総合計 総計 領収金額"),
    Label.SUBTOTAL: _words("小計 税抜合計 税抜計 本体合計"),
    Label.VAT: _words("消費税等 消費税 内税 外税 内消費税 税額 うち消費税 内消費税等"),
    Label.DISCOUNT: _words("値引 割引 クーポン"),
    Label.TENDERED: _words("お預り お預かり 預り 預かり お預り金"),
    Label.CASH: _words("現金 現金支払"),
    Label.CARD: _words("クレジット クレジットカード カード 電子マネー"),
    Label.CHANGE: _words("お釣り おつり お釣 釣銭 お返し"),
    Label.OTHER_MONEY: _words("対象 対象額 対象計 ポイント 残高"),
    Label.COUNT: _words("点数 お買上点数 買上点数"),
    Label.PHONE: _words("電話 電話番号"),
    Label.NUMBER: _words("登録番号 伝票番号 レシートNo 責No レジ 担当 店番号"),
    Label.TITLE: _words("領収証 領収書 レシート 売上票"),
    Label.NOTICE: _words("いらっしゃいませ ありがとうございました ありがとうございます"),
}
