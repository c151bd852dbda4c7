namespace CharityLedger.Server.Tests.Doors;

/// <summary>
/// Who may do what, written down by hand: a method, an address, and the roles that are let in. <c>any</c> is every role of the
/// federation, <c>operator</c> the installation's; <c>everybody</c> needs neither a token nor to be signed in.
/// </summary>
internal static class WhoMay
{
    /// <summary>Every role that a user of a federation may have.</summary>
    public static readonly string[] Roles = ["clerk", "approver", "treasurer", "auditor", "administrator", "cashier", "accountant"];

    /// <summary>The API, by token: a token is of one federation, whose things alone it reaches.</summary>
    private const string Api = """
        POST agencies                                                                 clerk
        POST agencies/{agency}/deliveries                                             clerk accountant
        POST alliance-goods                                                           clerk accountant
        GET  alliance-transfers                                                       any
        POST alliance-transfers                                                       clerk accountant
        POST alliance-transfers/{transfer}/confirmation                               cashier accountant
        POST alliances                                                                administrator
        POST alliances/{partner}/end                                                  administrator
        POST allocations                                                              clerk accountant
        GET  approval-routes                                                          any
        POST approval-routes                                                          administrator
        POST approval-routes/{route}/end                                              administrator
        GET  balances                                                                 any
        GET  books/accounts                                                           any
        GET  books/counts                                                             any
        POST books/counts                                                             clerk cashier
        GET  books/export                                                             any
        GET  books/periods                                                            any
        POST books/periods/{month}/closing                                            accountant
        POST books/periods/{month}/reopening                                          accountant
        GET  books/periods/{month}/reviews                                            any
        POST books/periods/{month}/reviews                                            accountant approver
        POST books/periods/{month}/shutting                                           accountant
        POST books/periods/{month}/shutting/end                                       accountant
        GET  books/periods/{month}/unreviewed                                         any
        GET  books/statements/{kind}                                                  any
        GET  books/vouchers                                                           any
        POST books/vouchers                                                           clerk accountant
        POST books/vouchers/{voucher}/reversal                                        clerk accountant
        POST books/years/{year}/closing                                               accountant
        GET  campaigns                                                                any
        POST campaigns                                                                clerk
        POST campaigns/{campaign}/amendments                                          clerk
        POST campaigns/{campaign}/closing                                             accountant
        POST campaigns/{campaign}/filing                                              clerk
        GET  consolidated                                                             operator
        GET  contacts                                                                 any
        POST contacts                                                                 clerk accountant
        GET  contacts/proposals                                                       any
        GET  contacts/{contact}                                                       any
        POST contacts/{contact}/details                                               clerk accountant
        GET  contacts/{contact}/erasure                                               any
        POST contacts/{contact}/erasure                                               clerk administrator
        GET  contacts/{contact}/gifts                                                 any
        POST contacts/{contact}/links                                                 clerk
        POST contacts/{contact}/links/end                                             clerk
        POST contacts/{contact}/merger                                                clerk
        POST contacts/{contact}/merger/end                                            clerk
        POST contacts/{contact}/restriction                                           clerk administrator
        POST contacts/{contact}/restriction/end                                       clerk administrator
        POST contacts/{contact}/roles                                                 clerk accountant
        POST contacts/{contact}/roles/end                                             clerk accountant
        GET  duties                                                                   any
        POST duties                                                                   clerk
        POST duties/met                                                               clerk
        GET  evidence/{sha256}                                                        any
        GET  facts                                                                    any
        POST facts                                                                    clerk accountant
        GET  facts/records                                                            any
        PUT  evidence/{sha256}                                                        approver clerk cashier accountant administrator
        GET  federation                                                               any
        POST federation-amendments                                                    administrator
        GET  federation-register                                                      any
        POST federation-register                                                      administrator
        GET  federation-register/{entry}                                              any
        POST federation-register/{entry}/changes                                      administrator
        POST federation-register/{entry}/end                                          administrator
        POST federations                                                              operator
        POST fundraising-certificates                                                 administrator
        GET  funds                                                                    any
        POST funds                                                                    clerk
        POST funds/{fund}/amendments                                                  clerk
        POST funds/{fund}/closing                                                     clerk accountant
        POST funds/{fund}/principal-releases                                          clerk accountant
        POST funds/{fund}/terms                                                       clerk
        POST funds/{fund}/transfers                                                   clerk accountant
        GET  gifts                                                                    any
        GET  gifts/{gift}                                                             any
        POST gifts                                                                    clerk
        POST gifts/{gift}/receipt-waiver                                              clerk
        POST gifts/{gift}/receipts                                                    clerk
        POST gifts/{gift}/refunds                                                     clerk accountant
        POST gifts/{gift}/refunds/{refund}/payment                                    clerk accountant
        GET  gifts/{gift}/trace                                                       any
        POST goods                                                                    clerk
        POST goods/{gift}/distributions                                               clerk
        POST goods/{gift}/distributions/{distribution}/reversals                      clerk
        POST goods/{gift}/returns                                                     clerk
        POST goods/{gift}/sales                                                       clerk
        POST goods/{gift}/write-offs                                                  clerk
        POST imports/donations                                                        clerk
        GET  imports/held                                                             any
        POST imports/held/{held}/decision                                             clerk
        POST imports/orders                                                           clerk
        GET  imports/orders/{import}                                                  any
        POST incomes                                                                  clerk
        GET  jobs                                                                     operator
        POST jobs/{job}/pause                                                         operator
        POST jobs/{job}/resume                                                        operator
        GET  jobs/{job}/runs                                                          operator
        POST jobs/{job}/runs                                                          operator
        GET  journal                                                                  any
        GET  lottery/indicators                                                       any
        POST lottery/indicators                                                       clerk
        POST lottery/indicators/{indicator}/carry-overs                               clerk accountant
        POST lottery/indicators/{indicator}/evaluations                               clerk
        POST lottery/indicators/{indicator}/expenditures/{expenditure}/labels         clerk
        POST lottery/indicators/{indicator}/expenditures/{expenditure}/reversals      clerk accountant
        POST lottery/indicators/{indicator}/parts                                     clerk
        POST lottery/indicators/{indicator}/parts/{part}/expenditures                 clerk accountant
        POST lottery/indicators/{indicator}/parts/{part}/tranches                     clerk accountant
        POST lottery/indicators/{indicator}/recoveries                                clerk accountant
        GET  lottery/recoveries                                                       any
        GET  lottery/report                                                           any
        GET  lottery/sales                                                            any
        POST lottery/sales                                                            clerk
        GET  lottery/unlabelled                                                       any
        GET  money-accounts                                                           any
        POST money-accounts/{account}                                                 accountant administrator
        POST money-accounts/{account}/closing                                         accountant administrator
        GET  money-moves                                                              any
        POST money-moves                                                              clerk cashier accountant
        GET  money-moves/{move}                                                       any
        POST money-moves/{move}/arrival                                               cashier accountant
        POST money-moves/{move}/return                                                cashier accountant
        GET  direct-debits                                                            any
        POST direct-debits                                                            cashier
        POST direct-debits/{payment}/approval                                         approver
        GET  standing-approvals                                                       any
        POST standing-approvals                                                       clerk accountant
        POST standing-approvals/{standing}/end                                        accountant administrator
        POST stand-ins                                                                administrator
        POST stand-ins/{standIn}/end                                                  administrator
        GET  paper-rules                                                              any
        POST paper-rules                                                              administrator
        POST paper-rules/{rule}/end                                                   administrator
        POST paper-signers                                                            administrator
        GET  papers/{of}                                                              any
        POST papers/{of}                                                              clerk cashier accountant approver administrator
        POST papers/{of}/files/{paper}/redaction                                      clerk administrator
        GET  payment-orders                                                           any
        GET  payment-orders/{request}                                                 any
        POST payment-orders/{request}/approval-again                                  clerk accountant
        POST payment-orders/{request}/clearing                                        cashier
        POST payment-orders/{request}/handing-over                                    cashier
        POST payment-orders/{request}/return                                          cashier
        POST payments                                                                 clerk accountant
        POST payments/{payment}/proofs                                                clerk cashier accountant
        POST payments/{payment}/reversals                                             clerk accountant
        GET  pledges                                                                  any
        POST pledges                                                                  clerk
        POST pledges/{pledge}/amendments                                              clerk
        POST pledges/{pledge}/release                                                 clerk
        GET  policy                                                                   any
        POST policy                                                                   administrator
        GET  posts                                                                    any
        GET  projections                                                              any operator
        GET  projects                                                                 any
        POST projects                                                                 clerk
        POST projects/{project}/amendments                                            clerk
        POST projects/{project}/closing                                               accountant
        POST projects/{project}/evaluation                                            approver
        POST projects/{project}/milestones/{milestone}/reached                        clerk
        POST projects/{project}/stage                                                 clerk
        GET  ratios                                                                   any
        POST receipt-books                                                            accountant
        GET  receipts                                                                 any
        GET  receipts/{receipt}                                                       any
        POST receipts/{receipt}/reversal                                              clerk
        GET  related-parties                                                          any
        POST related-parties/{party}                                                  clerk administrator
        POST related-parties/{party}/end                                              administrator
        GET  requests                                                                 any
        GET  requests/{request}                                                       any
        POST requests/{request}/approvals                                             clerk approver cashier accountant administrator
        POST requests/{request}/asking-again                                          clerk cashier accountant administrator
        POST requests/{request}/call-back                                             clerk approver cashier accountant administrator
        POST requests/{request}/execution                                             clerk approver cashier accountant administrator
        POST requests/{request}/paper-signatures                                      clerk approver cashier accountant administrator
        POST requests/{request}/rejections                                            clerk approver cashier accountant administrator
        POST requests/{request}/sending-back                                          clerk approver cashier accountant administrator
        GET  requests/{request}/signers                                               any
        GET  screening/holds                                                          any
        GET  screening/holds/{gift}                                                   any
        POST screening/holds/{gift}/decision                                          clerk approver
        POST screening/lists                                                          administrator
        POST services                                                                 clerk
        GET  shared-projects                                                          any
        POST shared-projects                                                          clerk
        POST time-releases                                                            clerk
        GET  trial-balance                                                            any
        GET  trusts                                                                   any
        POST trusts                                                                   clerk
        POST trusts/{trust}/contributions                                             clerk
        POST trusts/{trust}/distributions                                             clerk accountant
        POST trusts/{trust}/distributions/{distribution}/reversals                    clerk accountant
        POST trusts/{trust}/entries/{entry}/reversals                                 clerk accountant
        POST trusts/{trust}/fees                                                      clerk accountant
        POST trusts/{trust}/filings                                                   clerk
        POST trusts/{trust}/funding                                                   clerk accountant
        POST trusts/{trust}/income                                                    clerk
        POST trusts/{trust}/reports                                                   clerk
        POST trusts/{trust}/residues                                                  clerk accountant
        GET  trusts/{trust}/spending                                                  any
        POST trusts/{trust}/termination                                               clerk
        POST trusts/{trust}/trustees                                                  clerk
        POST use-changes                                                              clerk accountant
        GET  users                                                                    any
        POST users                                                                    administrator
        POST users/{user}/disabling                                                   administrator
        POST users/{user}/interests                                                   clerk approver cashier accountant administrator
        POST users/{user}/interests/end                                               administrator
        POST users/{user}/name                                                        administrator
        POST users/{user}/password                                                    administrator
        POST users/{user}/post-exceptions                                             administrator
        POST users/{user}/posts                                                       administrator
        POST users/{user}/posts/end                                                   administrator
        POST users/{user}/roles                                                       administrator
        POST yield-gifts                                                              clerk
        """;

    /// <summary>Pages and what is beside them, by cookie: an address names the federation.</summary>
    private const string Pages = """
        GET  /                                            everybody
        GET  /error                                       everybody
        GET  /f/{federation}                              everybody
        GET  /f/{federation}/books/money-accounts         any
        GET  /f/{federation}/books/receipts               any
        GET  /f/{federation}/books/{kind}                 any
        GET  /f/{federation}/certificate                  everybody
        POST /f/{federation}/certificate                  everybody
        GET  /f/{federation}/desk                         any
        POST /f/{federation}/desk/{request}/{step}        any
        GET  /f/{federation}/duties                       everybody
        GET  /f/{federation}/funds/{fund}                 everybody
        GET  /f/{federation}/gift                         everybody
        POST /f/{federation}/gift                         everybody
        GET  /f/{federation}/gifts                        everybody
        GET  /f/{federation}/lottery                      everybody
        GET  /f/{federation}/lottery/{indicator}          everybody
        GET  /f/{federation}/receipt                      everybody
        POST /f/{federation}/receipt                      everybody
        GET  /f/{federation}/rules                        everybody
        GET  /f/{federation}/sign-in                      everybody
        POST /f/{federation}/sign-in                      everybody
        POST /f/{federation}/sign-out                     any
        GET  /f/{federation}/trusts                       everybody
        GET  /f/{federation}/trusts/{trust}               everybody
        GET  /healthz/live                                everybody
        GET  /healthz/ready                               everybody
        GET  /openapi/{documentName}.json                 everybody
        GET  /ops                                         operator
        POST /ops/job/{job}/{step}                        operator
        GET  /ops/jobs/{**path}                           operator
        GET  /ops/sign-in                                 everybody
        POST /ops/sign-in                                 everybody
        POST /ops/sign-out                                operator
        """;

    private static readonly Dictionary<string, string[]> All = Read(Api, Door.ApiRoot).Concat(Read(Pages, ""))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>All that are written down, such as <c>GET /api/v1/funds</c>.</summary>
    public static IEnumerable<string> Doors => All.Keys;

    /// <summary>A door as it is written down; asking for the head alone is asking for the page.</summary>
    public static string NameOf(Door door) => (door.Method == HttpMethod.Head ? "GET " : door.Method + " ") + door.Pattern;

    /// <summary>Whether a door lets a role in; null is nobody's.</summary>
    public static bool Allows(Door door, string? role)
    {
        var words = All[NameOf(door)];
        // What was one role until 0.3.0 is both, for the time of its exception.
        string[] roles = role == "treasurer" ? ["cashier", "accountant"] : [role ?? ""];
        return words.Contains("everybody") || words.Intersect(roles).Any() || (words.Contains("any") && role is not null && Roles.Contains(role));
    }

    private static IEnumerable<KeyValuePair<string, string[]>> Read(string table, string root) => table.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(words => KeyValuePair.Create($"{words[0]} {root}{words[1]}", words[2..]));
}
