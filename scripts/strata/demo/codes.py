"""Transaction codes and channels of the demo bank; the seeds that map them come from here."""

import csv
from pathlib import Path

# code, title, business type, customer-initiated, financial, payroll, interest, own-product, cash,
# reversal
TRANSACTION_CODES = (
    ("PAYROL", "Payroll credit", "TRANSFER", 0, 1, 1, 0, 0, 0, 0),
    ("PENSON", "Pension credit", "TRANSFER", 0, 1, 0, 0, 0, 0, 0),
    ("CASHDP", "Cash deposit", "CASH", 1, 1, 0, 0, 0, 1, 0),
    ("CASHWD", "Cash withdrawal", "CASH", 1, 1, 0, 0, 0, 1, 0),
    ("TRFIN", "Transfer in from another bank", "TRANSFER", 0, 1, 0, 0, 0, 0, 0),
    ("TRFOUT", "Transfer out to another bank", "TRANSFER", 1, 1, 0, 0, 0, 0, 0),
    ("ITRIN", "Transfer in from an account of this bank", "TRANSFER", 0, 1, 0, 0, 0, 0, 0),
    ("ITROUT", "Transfer out to an account of this bank", "TRANSFER", 1, 1, 0, 0, 0, 0, 0),
    ("OWNIN", "Transfer in from own account of this bank", "TRANSFER", 0, 1, 0, 0, 1, 0, 0),
    ("OWNOUT", "Transfer out to own account of this bank", "TRANSFER", 1, 1, 0, 0, 1, 0, 0),
    ("POSPUR", "Purchase by debit card", "PAYMENT", 1, 1, 0, 0, 0, 0, 0),
    ("FPWX", "Fast payment through WeChat", "PAYMENT", 1, 1, 0, 0, 0, 0, 0),
    ("FPALI", "Fast payment through Alipay", "PAYMENT", 1, 1, 0, 0, 0, 0, 0),
    ("BILPAY", "Bill payment", "PAYMENT", 1, 1, 0, 0, 0, 0, 0),
    ("AUTDEB", "Automatic bill debit", "PAYMENT", 0, 1, 0, 0, 0, 0, 0),
    ("FEEDED", "Fee", "OTHER", 0, 0, 0, 0, 0, 0, 0),
    ("INTCUR", "Interest on demand deposits", "DEPOSIT", 0, 0, 0, 1, 0, 0, 0),
    ("INTTD", "Interest on time deposits", "DEPOSIT", 0, 0, 0, 1, 0, 0, 0),
    ("WMBUY", "Purchase of an investment", "INVESTMENT", 1, 1, 0, 0, 1, 0, 0),
    ("WMRED", "Redemption of an investment", "INVESTMENT", 0, 1, 0, 0, 1, 0, 0),
    ("LNREP", "Loan repayment", "LOAN", 0, 1, 0, 0, 1, 0, 0),
    ("LNDRW", "Loan drawdown", "LOAN", 0, 1, 0, 0, 1, 0, 0),
    ("CCREP", "Credit card repayment", "CARD", 1, 1, 0, 0, 1, 0, 0),
    ("TDOPEN", "Placing of a time deposit", "DEPOSIT", 1, 1, 0, 0, 1, 0, 0),
    ("TDCLOS", "Pay-out of a time deposit", "DEPOSIT", 0, 1, 0, 0, 1, 0, 0),
    ("ACCLOS", "Pay-out at closing of an account", "DEPOSIT", 1, 1, 0, 0, 0, 0, 0),
    ("REVERS", "Reversal without a named original code", "OTHER", 0, 0, 0, 0, 0, 0, 1),
)
CODE_COLUMNS = (
    "transaction_code", "title", "business_type", "is_customer_initiated", "is_financial",
    "is_payroll", "is_interest", "is_own_product", "is_cash", "is_reversal",
)
CORE_CHANNELS = {
    "CTR": "COUNTER", "ATM": "DEVICE", "VTM": "DEVICE", "STM": "DEVICE", "WEB": "ONLINE",
    "APP": "ONLINE", "WX": "ONLINE", "ALI": "ONLINE", "POS": "POS", "BATCH": "BATCH",
}
EBANK_CHANNELS = {"APP": "ONLINE", "WEB": "ONLINE", "WX_MINI": "ONLINE", "ALI_MINI": "ONLINE"}
BUSINESS_CHANNELS = {"APP": "ONLINE", "WEB": "ONLINE", "WX": "ONLINE", "CTR": "COUNTER",
                     "CALL": "ONLINE", "STAFF": "COUNTER", "BATCH": "BATCH", "POS": "POS"}
CHANNELS = {
    "core_account": CORE_CHANNELS,
    "core_transaction": CORE_CHANNELS,
    "core_wealth_order": CORE_CHANNELS,
    "core_risk_assessment": CORE_CHANNELS,
    "card_card": BUSINESS_CHANNELS,
    "card_application": BUSINESS_CHANNELS,
    "card_instalment_plan": {**BUSINESS_CHANNELS, "APP": "ONLINE"},
    "card_transaction": {**BUSINESS_CHANNELS, "ATM": "DEVICE", "ONLINE": "ONLINE"},
    "ebk_session": EBANK_CHANNELS,
    "ebk_transaction": EBANK_CHANNELS,
    "loan_application": BUSINESS_CHANNELS,
    "loan_contract": BUSINESS_CHANNELS,
    "loan_repayment": BUSINESS_CHANNELS,
}


def write_seeds(folder: Path) -> None:
    """Write `transaction_code.csv` and `channel.csv` into a seed folder (a test compares them)."""
    with (folder / "transaction_code.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(CODE_COLUMNS)
        for code in TRANSACTION_CODES:
            out.writerow([*code[:3], *("true" if flag else "false" for flag in code[3:])])
    with (folder / "channel.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("feed", "channel_code", "channel_group"))
        for feed, codes in sorted(CHANNELS.items()):
            for code, group in sorted(codes.items()):
                out.writerow((feed, code, group))
