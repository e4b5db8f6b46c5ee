"""The inbox: what a person was told in an edition, readable without mail; and which kinds come by mail as well.

Knows no feature: rooms put notices by key. Owns inbox_notice, inbox_copy, inbox_choice. Emits NoticeTold,
NoticeChanged, NoticesRead, ChoiceMade. Its screens listen to these and wake the topics of those concerned.
"""
